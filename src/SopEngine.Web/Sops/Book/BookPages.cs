using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Sops.Book;

/// <summary>The form of the book's decision, and the book.</summary>
internal static class BookPages
{
    public static void MapBookPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/sops/book", async (Person person, PageRequest page) =>
            Pages.Show<BookPage>(new { Offer = await page.Send(new ReadBook.Start(person)) }));

        app.MapGet("/sops/book.pdf", async (
            Person person, string? number, string? date, string? place, string? signer, string? name, string? nip, PageRequest page) =>
        {
            page.OnProblem(async problem =>
                Pages.Show<BookPage>(new { Offer = await page.Send(new ReadBook.Start(person)), Problem = problem }, problem));
            var book = await page.Send(new ReadBook.Query(
                person, Text(number), IsoDate.Read(date), Text(place), Text(signer), Text(name), Text(nip)));
            return Results.File(book.Write(), "application/pdf", $"buku-sop-{book.Year}.pdf");
        });
    }

    private static string Text(string? text) => text?.Trim() ?? "";
}
