using NodaTime;
using Npgsql;
using SopEngine.Core.Documents;

namespace SopEngine.Engine.Documents;

public enum TemplateState
{
    Draft,
    InForce,
    Superseded,
}

/// <summary>The fields of a template that its author writes.</summary>
/// <param name="Name">The name of its documents.</param>
/// <param name="Numbering">A template of <see cref="NumberRule"/>; empty for documents without a number.</param>
/// <param name="Post">The post whose holder signs; null for nobody.</param>
public sealed record TemplateFields(string Name, string Text, string Numbering, string Class, long? Post, bool ForCustomer);

/// <summary>A version of a template.</summary>
/// <param name="PostName">Null without a post.</param>
/// <param name="ChangedBy">Null for the system.</param>
public sealed record StoredTemplate(
    string Kind, int Version, TemplateState State, int Revision, TemplateFields Fields, string? PostName, Instant ChangedAt,
    string? ChangedBy, Instant? InForceAt, string? InForceBy);

/// <summary>A document that is to be made.</summary>
/// <param name="Version">Of the office's template; null for a text of the SOP's own.</param>
internal sealed record DocumentDraft(
    string Kind, int? Version, string Name, string Text, string Numbering, string Class, long? Post, bool ForCustomer)
{
    public static DocumentDraft Of(StoredTemplate template) => Of(template.Kind, template.Version, template.Fields);

    public static DocumentDraft Of(string kind, int version, TemplateFields fields) => new(
        kind, version, fields.Name, fields.Text, fields.Numbering, fields.Class, fields.Post, fields.ForCustomer);
}

/// <summary>The office has no template of this kind in force.</summary>
internal sealed class TemplateMissingException(string kind) : Exception($"The office has no template '{kind}' in force.")
{
    public string Kind => kind;
}

/// <summary>The office's figures of a month, SOP by SOP, read in the transaction that is open on the connection.</summary>
/// <param name="month">Any day of it.</param>
public delegate Task<DocumentTable> MonthFigures(NpgsqlConnection connection, int unit, LocalDate month, CancellationToken cancellation);

/// <summary>The parts of documents that come from beyond their case: addresses by which anybody verifies them, and figures.</summary>
/// <param name="Site">The service's address as the public reaches it.</param>
/// <param name="Figures">Null where no document has figures.</param>
public sealed record DocumentSources(Func<string> Site, MonthFigures? Figures = null)
{
    public static readonly DocumentSources None = new(() => "");

    public string To(string token) => $"{Site()}/d/{token}";
}
