using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using NodaTime;

namespace SopEngine.Web.Http;

/// <summary>The API's OpenAPI document.</summary>
internal static class ApiDocument
{
    public static void Configure(OpenApiOptions options)
    {
        options.ShouldInclude = description => description.RelativePath?.StartsWith("api/", StringComparison.Ordinal) == true;
        options.CreateSchemaReferenceId = Names();
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "SopEngine",
                Version = "v1",
                Description = "Start cases of an office's SOPs, do their steps, and read how they stand. Failures are problem+json; "
                    + "messages are Indonesian, or English for `Accept-Language: en`.",
            };
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes["bearer"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer" };
            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("bearer", document)] = [] }];
            NameNoNulls(document.Components);
            DescribeProblems(document, document.Components);
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
            if (type == typeof(Instant)) Text(schema, "date-time", "2026-11-23T01:00:00Z");
            if (type == typeof(TaskId)) Text(schema, null, "1234-5");
            return Task.CompletedTask;
        });
    }

    /// <summary>
    /// A schema has the name of its type, behind the slice's name when it is nested in one: many slices have an <c>Item</c>, and the
    /// document would show two types of one name as the first.
    /// </summary>
    private static Func<JsonTypeInfo, string?> Names()
    {
        var known = new ConcurrentDictionary<string, Type>();
        return of =>
        {
            if (OpenApiOptions.CreateDefaultSchemaReferenceId(of) is not { } name) return null;
            var type = Nullable.GetUnderlyingType(of.Type) ?? of.Type;
            if (type.DeclaringType is { } slice && !slice.Name.EndsWith("Api", StringComparison.Ordinal)
                && !slice.Name.EndsWith("Endpoints", StringComparison.Ordinal)) name = slice.Name + name;
            return known.GetOrAdd(name, type) == type
                ? name
                : throw new InvalidOperationException($"Two types of the API are called {name}: {known[name]} and {type}.");
        };
    }

    /// <summary>A member that may be null says so beside its reference; a null in the named schema too would make it match both.</summary>
    private static void NameNoNulls(OpenApiComponents components)
    {
        var schemas = (components.Schemas ?? new Dictionary<string, IOpenApiSchema>()).Values.OfType<OpenApiSchema>();
        foreach (var schema in schemas.Where(schema => schema.Enum is not null))
        {
            schema.Enum = [.. schema.Enum!.Where(value => value is not null && value.GetValueKind() != JsonValueKind.Null)];
            schema.Type &= ~JsonSchemaType.Null;
        }
    }

    private static void DescribeProblems(OpenApiDocument document, OpenApiComponents components)
    {
        components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        components.Schemas["Problem"] = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "Why something did not happen (RFC 9457). Some problems have further members.",
            Required = new HashSet<string> { "type", "title", "status" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["type"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    Description = "Names the kind of problem; stays the same.",
                    Examples = [JsonValue.Create("/problems/invalid")!],
                },
                ["title"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "What happened, in the reader's language." },
                ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32" },
                ["detail"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "More about it, such as what to do." },
                ["errors"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Description = "Messages by the field they are about.",
                    AdditionalProperties = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Array,
                        Items = new OpenApiSchema { Type = JsonSchemaType.String },
                    },
                },
                ["traceId"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    Description = "By which the service's log knows the request.",
                },
            },
        };
        foreach (var operation in document.Paths.Values.SelectMany(path => path.Operations?.Values.AsEnumerable() ?? []))
        {
            operation.Responses ??= [];
            operation.Responses["default"] = new OpenApiResponse
            {
                Description = "A problem.",
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference("Problem", document) },
                },
            };
        }
    }

    private static void Text(OpenApiSchema schema, string? format, string example)
    {
        schema.Type = JsonSchemaType.String;
        schema.Format = format;
        schema.Properties?.Clear();
        schema.Examples = [JsonValue.Create(example)!];
    }
}
