using System.Text.RegularExpressions;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Shared;

/// <summary>The floors of the Web: each folder uses only folders of lower floors.</summary>
internal sealed partial class WebFloorsTests
{
    private static readonly string Web = Path.Combine(Sources.Root, "src", "SopEngine.Web");

    /// <summary>From the lowest up. Folders of one floor do not use each other. Files outside of folders compose the program and may use everything.</summary>
    private static readonly string[][] Floors =
    [
        ["Language"],
        ["Http"],
        ["Chrome"],
        ["Accounts"],
        ["Cases"],
        ["Calendars", "Customers", "Dashboards", "Designer", "Documents", "Inbox", "Messages", "Offices", "Schedules", "Sops", "Staff"],
        ["Demo"],
    ];

    private static readonly Dictionary<string, int> FloorOf = Floors
        .SelectMany((folders, floor) => folders.Select(folder => (folder, floor))).ToDictionary(pair => pair.folder, pair => pair.floor);

    private static readonly ILookup<string, string> Files = Sources.Files(Web, "*.cs").Concat(Sources.Files(Web, "*.razor"))
        .Where(file => Path.GetDirectoryName(file) != Web).ToLookup(file => Path.GetRelativePath(Web, file).Split(Path.DirectorySeparatorChar)[0]);

    [Test]
    public void Every_folder_stands_on_a_floor() => Assert.That(Files.Select(folder => folder.Key), Is.EquivalentTo(FloorOf.Keys));

    [Test]
    public void No_folder_uses_one_beside_or_above_it()
    {
        var arrows =
            from folder in Files
            from file in folder
            from used in Used(File.ReadAllText(file)).Distinct()
            where used != folder.Key && FloorOf[used] >= FloorOf[folder.Key]
            select $"{Path.GetRelativePath(Web, file)} uses {used}";

        Assert.That(arrows, Is.Empty);
    }

    /// <summary>Folders that a file names: in a using, which the compiler refuses when it is not needed, or before the name of a type.</summary>
    private static IEnumerable<string> Used(string text) =>
        from name in FolderName().Matches(text)
        let folder = name.Groups["folder"].Value
        where FloorOf.ContainsKey(folder)
        where name.Groups["using"].Success || Files[folder].Any(file => Path.GetFileNameWithoutExtension(file) == name.Groups["type"].Value)
        select folder;

    [GeneratedRegex("""(?<using>using (static )?SopEngine\.Web\.)(?<folder>\w+)|(?<![\w."$/])(SopEngine\.Web\.)?(?<folder>[A-Z]\w+)\.(?<type>[A-Z]\w+)""")]
    private static partial Regex FolderName();
}
