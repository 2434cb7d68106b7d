using System.Text.Json;
using SopEngine.Core.Rights;

namespace SopEngine.Benchmarks.Soak;

/// <summary>The people of all offices, each doing the deeds of their role, a fixed number at once, until the time is over.</summary>
internal sealed class Crowd(IReadOnlyList<Office> offices, Traffic traffic, Ledger ledger, SoakSettings settings)
{
    /// <summary>The deeds, the people who do them, and each deed's weight among the same person's deeds.</summary>
    private static readonly (double Weight, Func<Person, bool> For, Func<Visit, Task> Do)[] Deeds =
    [
        (10, person => person.IsCustomer || person.Lanes.Count > 0, ApiDeeds.Work),
        (8, person => person.IsCustomer || person.Lanes.Count > 0, FormDeeds.Work),
        (2, person => !person.IsCustomer && person.Lanes.Count > 0, FormDeeds.TakeSeveral),
        (3, person => !person.IsCustomer && person.Lanes.Count > 0, ApiDeeds.StartCase),
        (1, person => !person.IsCustomer && person.Lanes.Count > 0, FormDeeds.StartCase),
        (0.3, person => !person.IsCustomer && person.Lanes.Count > 0, FormDeeds.AddCustomer),
        (2, person => !person.IsCustomer && person.May(Right.AddToCases), FormDeeds.CommentOnCase),
        (1, person => person.Lanes.Count > 0, ApiDeeds.Reply),
        (6, person => person.Leads, ApiDeeds.Lead),
        (0.1, person => person.Roles.Contains(Role.Head), FormDeeds.CloseOffice),
        (10, _ => true, ReadingDeeds.Page),
        (5, person => !person.IsCustomer, ReadingDeeds.Case),
        (4, _ => true, ReadingDeeds.Api),
        (1, _ => true, ReadingDeeds.Live),
        (5, person => person.Roles.Contains(Role.Author), AuthorDeeds.Browse),
        (1, person => person.Roles.Contains(Role.Author), AuthorDeeds.Draw),
    ];

    public Task Work(CancellationToken stopping) =>
        Task.WhenAll(Enumerable.Range(0, settings.AtOnce).Select(number => Work(new Random((settings.Seed * 1_000) + number), stopping)));

    private async Task Work(Random random, CancellationToken stopping)
    {
        await Task.Yield();
        while (!stopping.IsCancellationRequested)
        {
            var office = offices[random.Next(offices.Count)];
            var visitor = office.Visitors[random.Next(office.Visitors.Count)];
            try
            {
                await Choose(visitor.Person, random)(new Visit(visitor, office, random, traffic, ledger));
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
            {
                traffic.Unreadable.Add($"{e.GetType().Name}: {e.Message}", e.ToString());
            }
        }
    }

    private static Func<Visit, Task> Choose(Person person, Random random)
    {
        var own = Deeds.Where(deed => deed.For(person)).ToList();
        var chosen = random.NextDouble() * own.Sum(deed => deed.Weight);
        foreach (var deed in own)
        {
            chosen -= deed.Weight;
            if (chosen < 0) return deed.Do;
        }

        return own[^1].Do;
    }
}
