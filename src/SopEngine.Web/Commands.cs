using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Rollups;
using SopEngine.Engine.Units;
using SopEngine.Web.Accounts;
using SopEngine.Web.Offices;

namespace SopEngine.Web;

/// <summary>Runs the command that the first argument names; serves when it names none.</summary>
internal static class Commands
{
    private const string AboutRollups =
        "count the dashboards' figures again from history, report any difference, and with --repair mend it";
    private const string AboutMending =
        "name stored texts that PostgreSQL cannot read (NUL, half a character), and mend those outside of histories";
    private const string AboutDemoDays = "how long a past they get, 120; 0 for none";
    private const string Usage =
        $"""
        SopEngine.Web [--demo] [--urls http://host:port]
                                                   serve, with --demo the demo offices
        SopEngine.Web verify-history               replay every stored case and report any difference
        SopEngine.Web verify-rollups [--repair]    {AboutRollups}
        SopEngine.Web mend-text                    {AboutMending}
        SopEngine.Web create-office <code> <name> <zone> <admin's user name>
                                                   make a unit with its first admin, and print the admin's password
        SopEngine.Web move-cases --unit <code> --sop <definition id> --to <version> [--apply]
                                                   say what a move of running cases to another version would do, and with --apply do it
        Settings: ConnectionStrings__Sop (a PostgreSQL server, 15 or later; otherwise an embedded one), Sop__DataDirectory,
        Sop__Demo (as --demo; true unless told otherwise in a development environment), Sop__DemoDays ({AboutDemoDays})
        """;

    public static Task<int> Run(string[] args) => args switch
    {
        ["verify-history", .. var rest] => VerifyHistory(rest),
        ["verify-rollups", .. var rest] => VerifyRollups(rest),
        ["mend-text", .. var rest] => MendText(rest),
        ["create-office", var code, var name, var zone, var admin, .. var rest] => CreateOffice(code, name, zone, admin, rest),
        ["move-cases", .. var rest] => CaseMoving.Run(rest),
        ["read-document", var file, var name, var answer] => Task.FromResult(Import.ReadingProcess.Run(file, name, answer)),
        ["help" or "--help" or "-h", ..] => Print(Usage, 0),
        [['-', ..], ..] or [] => Server.Run(args),
        _ => Print(Usage, 2),
    };

    private static async Task<int> VerifyHistory(string[] args)
    {
        await using var opened = await OpenDatabase.Open(Server.Configuration(args), NullLog, CancellationToken.None);
        await using var database = new SopDatabase(opened.ConnectionString);
        var verifier = new HistoryVerifier(database, new FlowCache(database));
        var found = 0;
        await foreach (var discrepancy in verifier.Verify())
        {
            found++;
            Console.WriteLine($"unit {discrepancy.Unit}, case {discrepancy.Case}: {discrepancy.What}");
        }

        Console.WriteLine($"{verifier.Compared} cases replayed, {found} differences.");
        return found == 0 ? 0 : 1;
    }

    private static async Task<int> VerifyRollups(string[] args)
    {
        var repair = args.Contains("--repair");
        await using var opened = await OpenDatabase.Open(
            Server.Configuration([.. args.Where(arg => arg != "--repair")]), NullLog, CancellationToken.None);
        await using var database = new SopDatabase(opened.ConnectionString);
        var verifier = new RollupVerifier(database, new FlowCache(database), new UnitCalendars(database));
        var found = 0;
        await foreach (var difference in verifier.Verify(repair))
        {
            found++;
            Console.WriteLine($"unit {difference.Unit}: {difference.What}");
        }

        Console.WriteLine($"{verifier.Closings} closings counted again, {verifier.Compared} figures compared, {found} differences"
            + $"{(repair && found > 0 ? ", repaired" : "")}.");
        return found == 0 || repair ? 0 : 1;
    }

    private static async Task<int> MendText(string[] args)
    {
        await using var opened = await OpenDatabase.Open(Server.Configuration(args), NullLog, CancellationToken.None);
        await using var database = new SopDatabase(opened.ConnectionString);
        var (mended, left) = (0, 0);
        await foreach (var found in new TextMending(database).Mend())
        {
            if (found.IsMended) mended++;
            else left++;
            Console.WriteLine($"{found.Row}: " + (found.IsMended
                ? "mended"
                : "left as written; pages show it with U+FFFD in place of what cannot be read"));
        }

        return await Print($"{mended} texts mended, {left} left as written.", 0);
    }

    private static async Task<int> CreateOffice(string code, string name, string zone, string admin, string[] args)
    {
        if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is null)
            return await Print($"There is no time zone '{zone}'. Try Asia/Jakarta, Asia/Makassar or Asia/Jayapura.", 2);

        await using var opened = await OpenDatabase.Open(Server.Configuration(args), NullLog, CancellationToken.None);
        await using var database = new SopDatabase(opened.ConnectionString);
        var offices = new OfficeStore(database, new Passwords.Hasher());
        if (await offices.FindUnit(code, CancellationToken.None) is not null)
            return await Print($"There is an office '{code}' already.", 1);

        var password = Passwords.Random();
        await offices.Create(
            new OfficeStore.NewUnit(code, name, name, "", OfficeStore.DefaultCalendar(zone)),
            [new OfficeStore.NewPerson(
                false, admin.ToLowerInvariant(), admin, "Admin", [Role.Admin, Role.Author], [], offices.Hash(password))],
            CancellationToken.None);
        return await Print($"Office '{code}' is there. {admin.ToLowerInvariant()} signs in with the password {password}", 0);
    }

    private static ILogger NullLog => Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

    private static Task<int> Print(string text, int exitCode)
    {
        (exitCode == 0 ? Console.Out : Console.Error).WriteLine(text);
        return Task.FromResult(exitCode);
    }
}
