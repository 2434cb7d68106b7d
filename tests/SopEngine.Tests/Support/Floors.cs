using System.Text.RegularExpressions;

namespace SopEngine.Tests.Support;

/// <summary>The folders of a project in floors, the lowest first. A folder may use lower floors, but no folder beside it.</summary>
/// <remarks>
/// Reads the sources: unused usings are errors and a file's namespace is its folder, so a using or a qualified name stands in every file
/// that names a type of another folder.
/// </remarks>
internal sealed partial class Floors(string project, params string[][] floors)
{
    private readonly Source[] _sources = [.. Sources.Files(Path.Combine("src", project), "*.cs")
        .Concat(Sources.Files(Path.Combine("src", project), "*.razor")).Select(file => Source.Read(project, file))];

    /// <summary>Each file that uses a folder beside or above its own, as <c>Workflows/Flow.cs uses Sla</c>.</summary>
    public IEnumerable<string> Arrows()
    {
        var level = floors.SelectMany((folders, floor) => folders.Select(folder => (folder, floor)))
            .ToDictionary(row => row.folder, row => row.floor);
        var types = _sources.ToLookup(source => source.Folder, source => source.Types);
        return _sources.Where(source => level.ContainsKey(source.Folder)).SelectMany(source => source.Uses
            .Where(use => use.Folder != source.Folder && level.TryGetValue(use.Folder, out var used) && used >= level[source.Folder]
                && (use.Type is null || types[use.Folder].Any(names => names.Contains(use.Type))))
            .Select(use => $"{source.Path} uses {use.Folder}")).Distinct();
    }

    /// <summary>Folders missing from the floors, and folders of the floors that do not exist.</summary>
    public IEnumerable<string> Unplaced() => _sources.Select(source => source.Folder).Where(folder => folder.Length > 0).Distinct()
        .Except(floors.SelectMany(folders => folders))
        .Concat(floors.SelectMany(folders => folders).Except(_sources.Select(source => source.Folder)));

    /// <summary>Files whose namespace differs from their folder.</summary>
    public IEnumerable<string> Misplaced() => _sources
        .Where(source => source.Namespace is { } name
            && name != $"{project}.{Path.GetDirectoryName(source.Path)!.Replace('/', '.')}".TrimEnd('.'))
        .Select(source => $"{source.Path} is in {source.Namespace}");

    public override string ToString() => project;

    /// <param name="Path">Path below the project, with slashes.</param>
    /// <param name="Uses">Folders named in the file, with the type where the folder's name directly precedes one.</param>
    private sealed partial record Source(string Path, string? Namespace, HashSet<string> Types,
        IReadOnlyList<(string Folder, string? Type)> Uses)
    {
        /// <summary>The top folder; empty for a file in none.</summary>
        public string Folder => Path.Contains('/') ? Path[..Path.IndexOf('/')] : "";

        public static Source Read(string project, string file)
        {
            var path = System.IO.Path.GetRelativePath(System.IO.Path.Combine(Sources.Root, "src", project), file).Replace('\\', '/');
            var code = Comment().Replace(File.ReadAllText(file), "");
            var name = NamespaceLine().Match(code) is { Success: true } found ? found.Groups[1].Value : null;
            var full = Regex.Matches(code, $@"(?<!namespace ){Regex.Escape(project)}\.(\w+)")
                .Select(use => (use.Groups[1].Value, (string?)null));
            var relative = Qualified().Matches(code).Select(use => (use.Groups[1].Value, (string?)use.Groups[2].Value));
            return new(path, name, [.. Declaration().Matches(code).Select(type => type.Groups[1].Value)],
                [.. full.Concat(relative).Distinct()]);
        }

        [GeneratedRegex(@"//.*$|@\*.*?\*@", RegexOptions.Multiline)]
        private static partial Regex Comment();

        [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
        private static partial Regex NamespaceLine();

        [GeneratedRegex(@"\b(?:class|record|struct|interface|enum) ([A-Z]\w*)")]
        private static partial Regex Declaration();

        /// <summary>A folder's name followed by a type: <c>Timers.AlarmSweep</c>.</summary>
        [GeneratedRegex(@"(?<![\w.""$/])([A-Z]\w+)\.([A-Z]\w+)")]
        private static partial Regex Qualified();
    }
}
