using System.Text;
using Microsoft.Playwright;

namespace SopEngine.Tests.Browser;

/// <summary>A user at the pages: opens, reads, writes, presses. Every deed waits until it can be done.</summary>
internal sealed class Worker(IPage page)
{
    public IPage Page => page;

    public async Task Opens(string address) => await page.GotoAsync(address);

    /// <summary>Follows the first link of that name.</summary>
    public Task Follows(string link) => page.GetByRole(AriaRole.Link, new() { Name = link }).First.ClickAsync();

    public Task Presses(string button) => page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).First.ClickAsync();

    /// <summary>Opens a folded part: a menu, a rarely used form, the history.</summary>
    public Task Unfolds(string summary) => page.Locator("summary", new() { HasText = summary }).First.ClickAsync();

    public Task Writes(string label, string text) => page.GetByLabel(label).First.FillAsync(text);

    public async Task Chooses(string label, string option) => await page.GetByLabel(label).First.SelectOptionAsync(option);

    public Task Ticks(string label) => page.GetByLabel(label).Locator("visible=true").First.CheckAsync();

    public Task Types(string keys) => page.Keyboard.PressAsync(keys);

    public async Task Attaches(string fileName)
    {
        await page.Locator("#files").SetInputFilesAsync(
            new FilePayload { Name = fileName, MimeType = "application/pdf", Buffer = Encoding.ASCII.GetBytes("%PDF-1.7\nx") });
        await page.GetByRole(AriaRole.Link, new() { Name = fileName, Exact = true }).WaitForAsync();
    }

    public Task Sees(string text) => page.GetByText(text).First.WaitForAsync();

    public Task SeesHeading(string text) => page.GetByRole(AriaRole.Heading, new() { Name = text }).First.WaitForAsync();

    public Task Gets(string address) => page.ArrivesAtAsync(address);

    public Task DoesNotSee(string text) => Assertions.Expect(page.GetByText(text)).ToHaveCountAsync(0);

    /// <summary>Expects this many tasks on the open list.</summary>
    public Task HasTasks(int count) => Assertions.Expect(page.Locator(".task-row")).ToHaveCountAsync(count);

    /// <summary>Addresses of the page's forms, except language, signing out and saved views.</summary>
    public async Task<IReadOnlyList<string>> Deeds() => await page.EvaluateAsync<string[]>(
        """
        [...document.querySelectorAll("form[method=post]")].map((form) => new URL(form.action).pathname)
          .filter((path) => !["/language", "/sign-out", "/inbox/views"].includes(path))
        """);
}
