using SopEngine.Engine.Data;

namespace SopEngine.Web.Surveys;

/// <summary>A service that is asked about: a SOP in force in which customers take part.</summary>
public sealed record SurveyService(string Id, string Name);

internal static class SurveyServices
{
    private const string Sql =
        """
        select definition_id as id, name from definitions
        where unit_id = @unit and is_published and exists (
          select from json_array_elements(lanes) lane where (lane ->> 'external')::bool)
        order by name, definition_id
        """;

    public static async Task<IReadOnlyList<SurveyService>> List(SopDatabase database, int unit, CancellationToken cancellation) =>
        await database.Query<SurveyService>(unit, Sql, null, cancellation);
}
