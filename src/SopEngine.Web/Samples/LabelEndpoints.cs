using SopEngine.Core.Samples;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;

namespace SopEngine.Web.Samples;

/// <summary>The labels of a case's samples, for sheets of labels and for a printer of single ones.</summary>
internal static class LabelEndpoints
{
    public static void MapLabelPages(this IEndpointRouteBuilder app) =>
        app.MapGet("/cases/{id:long}/labels", async (
            Person person, long id, string? paper, string? start, string[]? sample, PageRequest page, PublicAddress address,
            CaseTimeline timeline, Problems problems) =>
        {
            if (person.IsCustomer) throw new ProblemException(problems.Forbidden());
            var seen = await timeline.Read(person, id, page.Cancellation);
            var labelled = seen.Samples.Where(one => one.Standing is { IsOver: false, IsWithdrawn: false }).ToList();
            var chosen = (sample ?? []).Select(SampleCode.Read).ToHashSet();
            return Pages.Show<LabelsPage>(new
            {
                Person = person,
                Case = seen,
                All = labelled,
                Printed = chosen.Count == 0 ? labelled : labelled.FindAll(one => chosen.Contains(one.Code)),
                IsRoll = paper == "roll",
                Start = int.TryParse(start, out var first) ? Math.Clamp(first, 1, LabelsPage.OnSheet) : 1,
                Address = address.ForPage(page.Context.Request),
            });
        });
}
