using SopEngine.Tests.Support;

namespace SopEngine.Tests.Http;

/// <summary>A line of the tariff list, or a discount, for a route that names one.</summary>
internal static class TariffThings
{
    private const string Line =
        """
        insert into tariffs (unit_id, basis, tariff_group, item, condition, per, amount, valid_from, noted_at)
        values (@unit, '', '', 'x', '', '', 1, '2026-01-01', now()) returning id
        """;

    private const string Discount =
        """
        insert into tariff_discounts (unit_id, who, percent, decree, proof, valid_from, noted_at)
        values (@unit, 'x', 50, 'x', '', '2026-01-01', now()) returning id
        """;

    public static Task<long> Make(TestApp app, int unit, string pattern) =>
        app.Scalar<long>(pattern.Contains("/discounts/", StringComparison.Ordinal) ? Discount : Line, new { unit });
}
