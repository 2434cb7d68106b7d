using System.Text.Json;
using System.Xml.Linq;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Shared;

/// <summary>
/// NOTICE names every third-party work in the program, with its licence. With <c>SOP_WRITE_NOTICE=1</c> the test rewrites it.
/// </summary>
internal sealed class NoticeTests
{
    /// <summary>Licences of packages that give a file or an address instead of an SPDX name.</summary>
    private static readonly Dictionary<string, string> Read = new()
    {
        ["Hangfire.AspNetCore"] = "LGPL-3.0-or-later",
        ["Hangfire.Core"] = "LGPL-3.0-or-later",
        ["Hangfire.NetCore"] = "LGPL-3.0-or-later",
        ["Hangfire.PostgreSql"] = "LGPL-3.0-only",
        ["MediatR"] = "Apache-2.0",
        ["dejavu-fonts-ttf"] = "Bitstream-Vera, and public domain for the changes of DejaVu",
    };

    /// <summary>
    /// Works bundled inside packages that do not state their versions. A star stands for the rest of an assembly's name.
    /// </summary>
    private static readonly (string Package, (string Name, string Licence)[] Works)[] Inside =
    [
        ("@elsa-workflows/elsa-studio-wasm",
        [
            ("Elsa.*", "MIT"), ("Blazored.*", "MIT"), ("BlazorMonaco", "MIT"), ("CodeBeam.MudBlazor.Extensions", "MIT"),
            ("DEDrake.ShortGuid", "not given in the package"), ("FluentValidation", "Apache-2.0"), ("Humanizer", "MIT"),
            ("Microsoft.*", "MIT"), ("MudBlazor", "MIT"), ("Polly*", "BSD-3-Clause"), ("Radzen.Blazor", "MIT"), ("Refit", "MIT"),
            ("System*", "MIT"), ("dotnet*", "MIT"), ("netstandard", "MIT"), ("ThrottleDebounce", "Apache-2.0"), ("Monaco Editor", "MIT"),
            ("AntV X6", "MIT"), ("React, dagre", "MIT"), ("Material Symbols (font)", "Apache-2.0"), ("Roboto Flex (font)", "OFL-1.1"),
            ("Source Sans 3 (font)", "OFL-1.1"),
        ]),
        ("@embedded-postgres",
        [
            ("PostgreSQL", "PostgreSQL"), ("ICU", "ICU"), ("libxml2, libxslt", "MIT"), ("OpenSSL", "OpenSSL"), ("OSSP uuid", "MIT"),
            ("XZ Utils (liblzma)", "0BSD"), ("zlib", "Zlib"),
        ]),
    ];

    private static readonly string Web = Path.Combine(Sources.Root, "src", "SopEngine.Web");

    [Test]
    public void Notice_names_every_package_that_the_program_carries()
    {
        var file = Path.Combine(Sources.Root, "NOTICE");
        if (Environment.GetEnvironmentVariable("SOP_WRITE_NOTICE") == "1") File.WriteAllText(file, Notice());

        const string Advice = "run this test with SOP_WRITE_NOTICE=1, and look at the licences that are new";
        Assert.That(File.ReadAllText(file), Is.EqualTo(Notice()), Advice);
    }

    [Test]
    public void Notice_names_every_assembly_of_the_Studio()
    {
        var known = Inside[0].Works.Select(work => work.Name.TrimEnd('*'));
        var framework = Path.Combine(Web, "node_modules", Inside[0].Package, "_framework");
        var assemblies = Directory.EnumerateFiles(framework, "*.wasm").Select(file => Path.GetFileName(file));

        Assert.That(assemblies.Where(name => !known.Any(begin => name.StartsWith(begin, StringComparison.Ordinal))), Is.Empty);
    }

    private static string Notice()
    {
        IEnumerable<string> lines =
        [
            "SopEngine carries the works of others that are listed here, each under its own licence.",
            "Written by NoticeTests; SOP_WRITE_NOTICE=1 dotnet test tests/SopEngine.Tests --filter NoticeTests writes it anew.",
            "The .NET and ASP.NET Core runtime (MIT) is installed beside the program and not part of it.",
            .. Section("Packages of NuGet", Nuget()),
            .. Section("Packages of npm", Npm("Engine").Concat(Npm("Web"))),
            .. Inside.SelectMany(one => Section($"Inside of {one.Package}", one.Works.Select(work => $"{work.Name}: {work.Licence}"))),
        ];
        return string.Concat(lines.Select(line => line + "\n"));
    }

    private static IEnumerable<string> Section(string title, IEnumerable<string> works) =>
        ["", title, .. works.Distinct().Order(StringComparer.OrdinalIgnoreCase).Select(work => $"  {work}")];

    /// <summary>Packages with an assembly in the output folder. Build tools have none.</summary>
    private static IEnumerable<string> Nuget()
    {
        using var assets = JsonDocument.Parse(File.ReadAllText(Path.Combine(Web, "obj", "project.assets.json")));
        var folders = assets.RootElement.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name).ToList();
        var target = assets.RootElement.GetProperty("targets").EnumerateObject().First().Value;
        foreach (var library in target.EnumerateObject().Where(library => CarriesAssembly(library.Value)))
        {
            var (name, version) = (library.Name.Split('/')[0], library.Name.Split('/')[1]);
            var place = Path.Combine(name.ToLowerInvariant(), version.ToLowerInvariant(), name.ToLowerInvariant() + ".nuspec");
            var nuspec = folders.Select(folder => Path.Combine(folder, place)).First(File.Exists);
            yield return $"{name} {version}: {LicenceOf(name, XDocument.Load(nuspec))}";
        }
    }

    private static bool CarriesAssembly(JsonElement library) =>
        library.GetProperty("type").GetString() == "package" && library.TryGetProperty("runtime", out var runtime)
        && runtime.EnumerateObject().Any(file => !file.Name.EndsWith("_._", StringComparison.Ordinal));

    private static string LicenceOf(string name, XDocument nuspec)
    {
        var licence = nuspec.Descendants().FirstOrDefault(element => element.Name.LocalName == "license");
        return (string?)licence?.Attribute("type") == "expression" ? licence.Value : Known(name);
    }

    private static IEnumerable<string> Npm(string project)
    {
        var file = Path.Combine(Sources.Root, "src", $"SopEngine.{project}", "package-lock.json");
        using var locked = JsonDocument.Parse(File.ReadAllText(file));
        foreach (var package in locked.RootElement.GetProperty("packages").EnumerateObject().Where(package => package.Name.Length > 0))
        {
            var name = package.Name["node_modules/".Length..];
            var licence = package.Value.GetProperty("license").GetString()!;
            if (licence.StartsWith("SEE ", StringComparison.Ordinal)) licence = Known(name);
            yield return $"{name} {package.Value.GetProperty("version")}: {licence}";
        }
    }

    private static string Known(string name) =>
        Read.GetValueOrDefault(name) ?? throw new AssertionException($"{name} does not name its licence: read it, and add it here.");
}
