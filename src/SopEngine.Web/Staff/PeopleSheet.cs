using Microsoft.Extensions.Localization;
using SopEngine.Core.Contacts;
using SopEngine.Core.Rights;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Web.Chrome;
using SopEngine.Web.Language;

namespace SopEngine.Web.Staff;

/// <summary>A row of a table of people, with everything that keeps it from being taken in.</summary>
/// <param name="Line">Its number in the table, the heads being the first.</param>
/// <param name="Nip">As its digits; empty for none.</param>
public sealed record PersonRow(
    int Line, string Name, string Nip, string Email, string Title, string UserName, IReadOnlyList<string> Lanes,
    IReadOnlyList<string> Roles, IReadOnlyList<string> Problems)
{
    public bool IsGood => Problems.Count == 0;
}

/// <summary>Somebody of the office, as far as a row may be the same person.</summary>
public sealed record KnownPerson(string Name, string UserName, string Nip, string Email, bool HasLeft);

/// <summary>Reads a table of people: its first row names the columns, in either language.</summary>
/// <param name="taken">User names that customers or people of other offices have.</param>
internal sealed class PeopleSheet(IStringLocalizer<Texts> texts, IReadOnlyList<Lane> lanes, IReadOnlySet<string> taken)
{
    private static readonly Dictionary<string, string> Heads = new(StringComparer.OrdinalIgnoreCase)
    {
        ["nama"] = "name",
        ["nama lengkap"] = "name",
        ["name"] = "name",
        ["nip"] = "nip",
        ["e-mail"] = "email",
        ["email"] = "email",
        ["surel"] = "email",
        ["jabatan"] = "title",
        ["post"] = "title",
        ["pelaksana"] = "lanes",
        ["lanes"] = "lanes",
        ["lane"] = "lanes",
        ["peran"] = "roles",
        ["roles"] = "roles",
        ["role"] = "roles",
        ["nama pengguna"] = "userName",
        ["user name"] = "userName",
        ["username"] = "userName",
    };

    private const int LongestName = 200;

    /// <summary>Null for a table without a column of names.</summary>
    public IReadOnlyList<PersonRow>? Read(IReadOnlyList<IReadOnlyList<string>> table, IReadOnlyList<KnownPerson> known)
    {
        if (TableImport.Rows(table, Heads, "name") is not { } given) return null;

        var seen = new People(known);
        var rows = new List<PersonRow>();
        foreach (var (no, cell) in given)
        {
            var row = Row(no, cell, seen);
            rows.Add(row);
            seen.Add(new(row.Name, row.UserName, row.Nip, row.Email, HasLeft: false), row.Name.Length <= LongestName);
        }

        return rows;
    }

    private PersonRow Row(int line, Func<string, string> cell, People seen)
    {
        var problems = new List<string>();
        var (name, title) = (cell("name"), cell("title"));
        if (name.Length == 0) problems.Add(texts["Import.NoName"]);
        if (name.Length > LongestName || title.Length > LongestName) problems.Add(texts["Import.TooLong"]);
        var nip = "";
        if (cell("nip").Length > 0 && !Nip.TryParse(cell("nip"), out nip)) problems.Add(texts["Header.NipBad"]);
        var email = EmailAddress.Read(cell("email")) ?? "";
        if (email.Length == 0 && cell("email").Length > 0) problems.Add(texts["Choices.EmailBad"]);
        var userName = cell("userName") is { Length: > 0 } given ? given.ToLowerInvariant() : seen.Free(name, taken);
        if (!AddMember.IsUserName(userName)) problems.Add(texts["Staff.UserNameBad"]);
        if (taken.Contains(userName)) problems.Add(texts["Staff.UserNameTaken"]);
        var roles = Several(cell("roles"), Role, "Import.RoleUnknown", problems);
        var held = Several(cell("lanes"), LaneId, "Import.LaneUnknown", problems);
        if (StaffRules.OnlyReads(roles) && (roles.Count > 1 || held.Count > 0)) problems.Add(texts["Staff.AuditorOnly"]);
        if (seen.Find(name.Length > LongestName ? "" : name, nip, email, userName) is { } same)
            problems.Add(texts[same.HasLeft ? "Import.HasLeft" : "Import.Same", same.Name]);
        return new(line, name, nip.Length == 18 ? nip : "", email, title, userName, held, roles, problems);
    }

    private List<string> Several(string cell, Func<string, string?> find, string unknown, List<string> problems)
    {
        var found = new List<string>();
        foreach (var part in cell.Split([';', ',', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (find(part) is { } id) found.Add(id);
            else problems.Add(texts[unknown, part]);
        }

        return [.. found.Distinct()];
    }

    private string? Role(string name) => BookOfRights.Roles.Select(role => role.Name())
        .FirstOrDefault(role => role.Equals(name, StringComparison.OrdinalIgnoreCase)
            || texts["Role." + role].Value.Equals(name, StringComparison.OrdinalIgnoreCase));

    private string? LaneId(string name) => lanes
        .FirstOrDefault(lane => !lane.External && (lane.Id.Equals(name, StringComparison.OrdinalIgnoreCase)
            || lane.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))?.Id;

    /// <summary>The people of the office and of the rows before.</summary>
    private sealed class People
    {
        private readonly List<(KnownPerson Person, string Letters)> _all = [];
        private readonly HashSet<string> _userNames = [];
        private readonly Dictionary<string, int> _numbers = [];

        public People(IEnumerable<KnownPerson> known)
        {
            foreach (var person in known) Add(person, isNamed: true);
        }

        /// <param name="isNamed">False for a name that nobody has, so it is compared with no other.</param>
        public void Add(KnownPerson person, bool isNamed)
        {
            _all.Add((person, isNamed ? CustomerNames.Letters(person.Name) : ""));
            _userNames.Add(person.UserName);
        }

        /// <summary>Two people may have one name when their NIPs tell them apart.</summary>
        public KnownPerson? Find(string name, string nip, string email, string userName)
        {
            var letters = CustomerNames.Letters(name);
            return _all.Find(other => (nip.Length > 0 && other.Person.Nip == nip)
                || (email.Length > 0 && other.Person.Email.Equals(email, StringComparison.OrdinalIgnoreCase))
                || other.Person.UserName == userName
                || ((nip.Length == 0 || other.Person.Nip.Length == 0) && CustomerNames.LettersAreAlike(letters, other.Letters))).Person;
        }

        /// <summary>A user name made of a person's name, with a number where somebody has it.</summary>
        public string Free(string name, IReadOnlySet<string> taken)
        {
            var stem = UserNames.Of(name.Split(',')[0], "pegawai", '.');
            for (var number = _numbers.GetValueOrDefault(stem, 1); ; number++)
            {
                var candidate = number == 1 ? stem : $"{stem}{number}";
                if (taken.Contains(candidate) || _userNames.Contains(candidate)) continue;
                _numbers[stem] = number;
                return candidate;
            }
        }
    }
}
