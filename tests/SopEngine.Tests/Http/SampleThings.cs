using SopEngine.Tests.Support;

namespace SopEngine.Tests.Http;

/// <summary>A physical sample for a route that names one.</summary>
internal static class SampleThings
{
    public static Task<string> Make(TestApp app, int unit, long caseId) => app.Scalar<string>(
        """
        insert into samples (unit_id, case_id, line, code, name, quantity, condition, details, noted_at, state, received_at)
        values (@unit, @caseId, 1, 'K' || @caseId || '-01', 'x', '', '', '{}', now(), 'received', now()) returning code
        """,
        new { unit, caseId })!;
}
