using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.StaticFiles;

namespace SopEngine.Web.Designer.Studio;

/// <summary>
/// The files of the npm package <c>@elsa-workflows/elsa-studio-wasm</c>, by their path in it. They are served from where the build
/// installed them; a published program has them in the folder <c>studio</c> beside it, compressed files only in that form.
/// </summary>
public sealed class StudioPackage
{
    private const string Brotli = ".br";
    private const string Gzip = ".gz";

    /// <summary>The package's sample page, which loads fonts from elsewhere, and files that are no part of the Studio.</summary>
    private static readonly string[] NotServed = ["index.html", "package.json", "appsettings.json"];

    private static readonly FileExtensionContentTypeProvider ContentTypes = new(
        new Dictionary<string, string>(new FileExtensionContentTypeProvider().Mappings)
        {
            [".dat"] = "application/octet-stream",
            [".cur"] = "image/x-icon",
            [".scss"] = "text/plain",
            [".map"] = "application/json",
            [".webmanifest"] = "application/manifest+json",
        });

    private readonly FrozenDictionary<string, StudioFile> _files;

    public StudioPackage() => _files = Read(Find()).ToFrozenDictionary(file => file.Path);

    public IEnumerable<StudioFile> Files => _files.Values;

    public bool TryGet(string path, [MaybeNullWhen(false)] out StudioFile file) => _files.TryGetValue(path, out file);

    private static string Find()
    {
        var installed = Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(attribute => attribute.Key == "ElsaStudio")?.Value;
        string?[] candidates = [Path.Combine(AppContext.BaseDirectory, "studio"), installed];
        return candidates.FirstOrDefault(folder => folder is not null && Directory.Exists(Path.Combine(folder, "_framework")))
            ?? throw new DirectoryNotFoundException("The designer's files are missing: neither a folder 'studio' beside the program "
                + "nor the npm package it was built with.");
    }

    private static IEnumerable<StudioFile> Read(string root)
    {
        var found = Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).ToHashSet();
        return found
            .Select(file =>
                file.EndsWith(Brotli, StringComparison.Ordinal) || file.EndsWith(Gzip, StringComparison.Ordinal) ? file[..^3] : file)
            .Distinct()
            .Select(file => new StudioFile(
                Path.GetRelativePath(root, file).Replace('\\', '/'),
                ContentTypes.TryGetContentType(file, out var type) ? type : "application/octet-stream",
                found.Contains(file) ? new StoredForm(file) : null,
                found.Contains(file + Brotli) ? new StoredForm(file + Brotli) : null,
                found.Contains(file + Gzip) ? new StoredForm(file + Gzip) : null))
            .Where(file => !NotServed.Contains(file.Path));
    }
}

/// <summary>A file of the package in the forms in which it is stored: at least one of them.</summary>
/// <param name="Path">Its path in the package, with slashes.</param>
public sealed record StudioFile(string Path, string ContentType, StoredForm? Plain, StoredForm? Brotli, StoredForm? Gzip)
{
    private const int FingerprintLength = 10;

    /// <summary>
    /// True when the name carries a fingerprint of the content (<c>MudBlazor.fk4q4b3gx5.wasm</c>): browsers may keep the file for good.
    /// </summary>
    public bool NeverChanges { get; } = System.IO.Path.GetFileName(Path).Split('.').Skip(1).SkipLast(1)
        .Any(part => part.Length == FingerprintLength && part.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter)));
}

/// <summary>A file on disk with the hash of its content.</summary>
public sealed class StoredForm(string file)
{
    private string? _hash;

    public string File => file;

    /// <summary>SHA-256 of the bytes, in hex; the same on every node.</summary>
    public string Hash
    {
        get
        {
            if (_hash is not null) return _hash;
            using var stream = System.IO.File.OpenRead(file);
            return _hash = Convert.ToHexStringLower(SHA256.HashData(stream));
        }
    }
}
