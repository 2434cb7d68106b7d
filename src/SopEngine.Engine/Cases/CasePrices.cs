using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Npgsql;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Forms;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Cases;

/// <summary>The office's tariffs and discounts that a form names, as far as they are valid on the day.</summary>
internal static class CasePrices
{
    private const string Valid = "unit_id = $1 and id = any($2) and valid_from <= $3::date and (valid_to is null or valid_to >= $3::date)";

    private const string Tariffs = $"select id, tariff_group, item, condition, per, amount from tariffs where {Valid}";

    private const string Discounts = $"select id, who, percent, decree, proof from tariff_discounts where {Valid}";

    public static async ValueTask<PriceList> Of(
        NpgsqlConnection connection, int unit, Step step, JsonElement data, LocalDate day, CancellationToken cancellation)
    {
        return new PriceList(
            await Read(FieldType.Tariff, Tariffs, row => new TariffLine(
                row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetInt64(5))),
            await Read(FieldType.Discount, Discounts, row => new TariffDiscount(
                row.GetInt64(0), row.GetString(1), row.GetInt32(2), row.GetString(3), row.GetString(4))));

        async ValueTask<List<T>> Read<T>(FieldType type, string sql, Func<NpgsqlDataReader, T> read)
        {
            var found = new List<T>();
            var ids = FormTariffs.Ids(step.Fields, data, type).Distinct().ToArray();
            if (ids.Length == 0) return found;
            await using var command = connection.Command(sql, unit, ids, LocalDatePattern.Iso.Format(day));
            await using var reader = await command.ExecutePrepared(cancellation);
            while (await reader.ReadAsync(cancellation)) found.Add(read(reader));
            return found;
        }
    }
}
