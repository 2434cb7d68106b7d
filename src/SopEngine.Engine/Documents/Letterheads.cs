using SopEngine.Core.Documents;

namespace SopEngine.Engine.Documents;

/// <summary>The letterheads of offices, as they are stored.</summary>
public static class Letterheads
{
    /// <summary>The columns of a unit <c>u</c> and its logo; see <see cref="Stored"/>.</summary>
    public const string Columns =
        """
        u.name as unit, u.city, u.letterhead as above, u.address, u.phone, u.email,
        (select l.bytes from unit_logos l where l.unit_id = u.id) as logo
        """;

    /// <summary>The columns as read.</summary>
    public class Stored
    {
        public string Unit { get; init; } = "";
        public string City { get; init; } = "";
        public string Above { get; init; } = "";
        public string Address { get; init; } = "";
        public string Phone { get; init; } = "";
        public string Email { get; init; } = "";
        public byte[]? Logo { get; init; }

        /// <summary>A page under this letterhead.</summary>
        public Letter Letter(string title, string? number, IReadOnlyList<Block> blocks) =>
            new(Unit, City, title, number, blocks)
            {
                Head = new(Lines(Above), Below, Logo is null ? null : PdfPicture.Read(Logo)),
                // A page that gets loose still says of which document it is.
                Foot = number is null ? null : $"{title} {number}",
            };

        private IReadOnlyList<string> Below
        {
            get
            {
                var address = Lines(Address);
                // The city stands in most addresses already.
                var place = address.Any(line => line.Contains(City, StringComparison.OrdinalIgnoreCase)) ? [] : Lines(City);
                string[] reached = [.. Phone.Length > 0 ? [$"Telp. {Phone}"] : Array.Empty<string>(), .. Lines(Email)];
                return [.. address, .. place, .. reached.Length > 0 ? [string.Join(" · ", reached)] : Array.Empty<string>()];
            }
        }
    }

    /// <summary>The lines of a text that hold something.</summary>
    public static IReadOnlyList<string> Lines(string text) =>
        text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
