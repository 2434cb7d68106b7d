using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Units;

namespace SopEngine.Web;

/// <summary>The command that moves an office's running cases to another version of a SOP; a dry run without <c>--apply</c>.</summary>
internal static class CaseMoving
{
    private const string Apply = "--apply";
    private const int AtOnce = 500;

    /// <returns>0 when every case can be moved (or was), 1 when some cannot, 2 when the arguments are wrong.</returns>
    public static async Task<int> Run(string[] args)
    {
        var settings = Server.Configuration([.. args.Where(arg => arg != Apply)]);
        if (settings["unit"] is not { Length: > 0 } code || settings["sop"] is not { Length: > 0 } sop
            || !int.TryParse(settings["to"], out var to))
            return Wrong("Say which cases to move: --unit <code> --sop <definition id> --to <version> [--reason <why>]");

        await using var opened = await OpenDatabase.Open(settings, NullLogger.Instance, CancellationToken.None);
        await using var database = new SopDatabase(opened.ConnectionString);
        await using var connection = await database.System.OpenConnectionAsync();
        if (await Dapper.SqlMapper.ExecuteScalarAsync<int?>(
            connection, "select id from units where code = @code", new { code }) is not { } unit)
            return Wrong($"There is no office '{code}'.");
        if (await new DefinitionStore(database, SystemClock.Instance).Find(unit, sop, VersionChoice.All, to, CancellationToken.None)
            is not { State: DefinitionState.InForce or DefinitionState.Superseded })
            return Wrong($"'{sop}' has no version {to} that is or was in force.");

        var flows = new FlowCache(database);
        await using var engine = new CaseEngine(
            database, flows, new UnitCalendars(database), SystemClock.Instance, NullLogger<CaseEngine>.Instance);
        return await Move(new CaseMoves(database, flows, engine), unit, sop, to, settings["reason"], isApplied: args.Contains(Apply));
    }

    private static async Task<int> Move(CaseMoves moves, int unit, string sop, int to, string? reason, bool isApplied)
    {
        var (moved, kept) = (0, 0);
        for (var after = 0L; ;)
        {
            var planned = await moves.Plan(unit, sop, to, after, AtOnce, CancellationToken.None);
            if (planned.Count == 0) break;

            after = planned[^1].Case;
            var movable = planned.Where(move => move.CanMove).ToList();
            var results = isApplied ? await moves.Apply(unit, movable, to, null, reason, CancellationToken.None) : [];
            foreach (var (move, result) in movable.Zip(isApplied ? results : movable.Select(_ => (CaseResult?)null)))
            {
                var isMoved = result is null or CaseResult.Done;
                if (isMoved) moved++;
                else kept++;
                var state = isMoved ? isApplied ? "moved" : "can be moved" : "changed meanwhile, kept";
                Console.WriteLine($"case {move.Case} from version {move.From}: {state}{Details(move.Plan)}");
            }

            foreach (var move in planned.Where(move => !move.CanMove))
            {
                kept++;
                Console.WriteLine(
                    $"case {move.Case} from version {move.From}: kept, {string.Join("; ", move.Plan.Obstacles.Select(Text))}");
            }
        }

        Console.WriteLine($"{moved} cases {(isApplied ? "moved" : "can be moved")} to version {to}, {kept} keep their version."
            + (isApplied ? "" : $" Nothing was changed; add {Apply} to move them."));
        return kept == 0 ? 0 : 1;
    }

    private static string Details(MovePlan plan) => plan.PassedSteps.Count == 0 ? ""
        : $" (past the new steps {string.Join(", ", plan.PassedSteps.Select(step => step.Number))})";

    private static string Text(MoveObstacle obstacle) => obstacle.Reason switch
    {
        MoveObstacleReason.ActivityGone => $"it is at '{obstacle.Activity}', which that version does not have",
        MoveObstacleReason.ActivityOfAnotherType => $"'{obstacle.Activity}' is of another type there",
        MoveObstacleReason.ComesAfterRunning => $"'{obstacle.Activity}' is open already and there waits for '{obstacle.Other}'",
        _ => "it is over",
    };

    private static int Wrong(string message)
    {
        Console.Error.WriteLine(message);
        return 2;
    }
}
