using MediatR;
using SopEngine.Core.Sheets;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;

namespace SopEngine.Web.Sops;

/// <summary>The official sheet of a SOP of the unit: of the version in force, or of one that was. For staff.</summary>
public static class ReadSheet
{
    public sealed record Query(Person Person, string Id, int? Version) : IRequestOf<SheetOfVersion>;

    public sealed record SheetOfVersion(SopSheet Sheet, string Id, int Version, bool IsInForce)
    {
        /// <summary>The sheet's file name, without an ending.</summary>
        public string FileName
        {
            get
            {
                var name = new string([.. (Sheet.Number.Length > 0 ? Sheet.Number : Id)
                    .Select(character => char.IsAsciiLetterOrDigit(character) || character == '.' ? character : '-')]);
                return string.Join('-', name.Split('-', StringSplitOptions.RemoveEmptyEntries).Append($"v{Version}"));
            }
        }
    }

    internal sealed class Handler(SopDatabase database, SopSheets sheets, Problems problems) : IRequestHandler<Query, SheetOfVersion>
    {
        // A version that is neither published nor the latest was published once; only the latest can be a draft.
        private const string Sql =
            """
            select version, is_published from definitions
            where unit_id = @unit and definition_id = @Id
              and ((@Version::int is null and is_published) or (version = @Version and (is_published or not is_latest)))
            """;

        public async Task<SheetOfVersion> Handle(Query query, CancellationToken cancellationToken)
        {
            var unit = query.Person.UnitId;
            var found = query.Person.IsCustomer
                ? []
                : await database.Query<(int, bool)>(unit, Sql, new { query.Id, query.Version }, cancellationToken);
            if (found is not [var (version, isInForce)]) throw new ProblemException(problems.NotFound());

            var sheet = await sheets.Of(new DefinitionVersion(unit, query.Id, version), isInForce, cancellationToken);
            return new SheetOfVersion(sheet ?? throw new ProblemException(problems.NotFound()), query.Id, version, isInForce);
        }
    }
}
