using System.Text.Json;
using System.Text.Json.Serialization;

namespace SopEngine.Core.Documents;

/// <summary>A value as documents print it: Indonesian, and text through and through.</summary>
/// <param name="Text">In one or several lines; empty for a table and for a person whose name is still to be read.</param>
[JsonConverter(typeof(DocumentValueJson))]
public sealed record DocumentValue(string Text)
{
    public static readonly DocumentValue Empty = new("");

    /// <summary>The number behind the text; null for a value that is none.</summary>
    public decimal? Amount { get; init; }

    /// <summary>True for an amount of rupiah.</summary>
    public bool IsMoney { get; init; }

    /// <summary>The person whose name is the text, by a number that means nothing here; null for other values.</summary>
    public long? Person { get; init; }

    /// <summary>The people whose names are the text; null for other values.</summary>
    public IReadOnlyList<long>? People { get; init; }

    /// <summary>True for the "no" of a yes or no: a condition takes it for nothing.</summary>
    public bool IsNo { get; init; }

    public DocumentTable? Table { get; init; }

    /// <summary>The documents of the case whose names are the text; null for other values.</summary>
    public IReadOnlyList<DocumentFile>? Files { get; init; }

    /// <summary>True when a condition on it holds.</summary>
    public bool Holds => !IsNo && (Table?.Rows.Count > 0 || Text.Trim().Length > 0);

    public static implicit operator DocumentValue(string text) => new(text);
}

/// <summary>A document of the case that a field of a form holds.</summary>
public sealed record DocumentFile(long Id, string Name);

/// <summary>The rows of a table of a form, as documents print them.</summary>
public sealed record DocumentTable(IReadOnlyList<DocumentColumn> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>The row of sums, whose first cell names it unless it holds a sum itself; null for a table without sums.</summary>
    public IReadOnlyList<string>? Sums() => Columns.All(column => column.Sum is null)
        ? null
        : [.. Columns.Select((column, at) => column.Sum ?? (at == 0 ? "Jumlah" : ""))];
}

/// <param name="Name">As templates name it.</param>
/// <param name="IsNumber">True for numbers, which stand at the right.</param>
/// <param name="Sum">The sum below the column; null for none.</param>
public sealed record DocumentColumn(string Name, string Head, bool IsNumber = false, string? Sum = null);

/// <summary>Everything that fills a document. With the text of its template, it gives the same document again.</summary>
/// <param name="Values">By the name of the place.</param>
/// <param name="Signature">Null for a document that nobody signs.</param>
/// <param name="Link">The address that its QR code leads to; null for none.</param>
public sealed record DocumentData(
    IReadOnlyDictionary<string, DocumentValue> Values, Signature? Signature = null, string? Link = null)
{
    public static readonly DocumentData None = new(new Dictionary<string, DocumentValue>());
}

/// <summary>The signatory of a document, with the place and the day of signing.</summary>
/// <param name="Place">Empty for none.</param>
/// <param name="Date">As printed.</param>
/// <param name="Post">With "Plh." or "Plt." before it for a deputy.</param>
/// <param name="Name">Empty when nobody holds the post.</param>
/// <param name="Nip">As printed; null for none.</param>
public sealed record Signature(string Place, string Date, string Post, string Name, string? Nip);

/// <summary>A value that is nothing but text is a JSON string; the outbox of an earlier release has such values only.</summary>
internal sealed class DocumentValueJson : JsonConverter<DocumentValue>
{
    private sealed record Parts(
        string Text, decimal? Amount = null, bool IsMoney = false, long? Person = null, bool IsNo = false, DocumentTable? Table = null,
        IReadOnlyList<long>? People = null, IReadOnlyList<DocumentFile>? Files = null);

    public override DocumentValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String) return new DocumentValue(reader.GetString()!);
        var parts = JsonSerializer.Deserialize<Parts>(ref reader, options)!;
        return new DocumentValue(parts.Text ?? "")
        {
            Amount = parts.Amount,
            IsMoney = parts.IsMoney,
            Person = parts.Person,
            IsNo = parts.IsNo,
            Table = parts.Table,
            People = parts.People,
            Files = parts.Files,
        };
    }

    public override void Write(Utf8JsonWriter writer, DocumentValue value, JsonSerializerOptions options)
    {
        if (value == new DocumentValue(value.Text)) writer.WriteStringValue(value.Text);
        else
            JsonSerializer.Serialize(
                writer,
                new Parts(value.Text, value.Amount, value.IsMoney, value.Person, value.IsNo, value.Table, value.People, value.Files),
                options);
    }
}
