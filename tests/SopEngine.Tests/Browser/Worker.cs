using System.Text;
using Microsoft.Playwright;

namespace SopEngine.Tests.Browser;

/// <summary>Somebody at the pages, told as one would tell it: what he opens, reads, writes and presses. Everything waits until it can be done.</summary>
internal sealed class Worker(IPage page)
{
    public IPage Page => page;

    public async Task Opens(string address) => await page.GotoAsync(address);

    /// <summary>Follows the first link of that name.</summary>
    public Task Follows(string link) => page.GetByRole(AriaRole.Link, new() { Name = link }).First.ClickAsync();

    public Task Presses(string button) => page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).First.ClickAsync();

    /// <summary>Opens what is folded up: a menu, a form that is seldom needed, the history.</summary>
    public Task Unfolds(string summary) => page.Locator("summary", new() { HasText = summary }).First.ClickAsync();

    public Task Writes(string label, string text) => page.GetByLabel(label).First.FillAsync(text);

    public async Task Chooses(string label, string option) => await page.GetByLabel(label).First.SelectOptionAsync(option);

    public Task Ticks(string label) => page.GetByLabel(label).Locator("visible=true").First.CheckAsync();

    public Task Types(string keys) => page.Keyboard.PressAsync(keys);

    public async Task Attaches(string fileName)
    {
        await page.Locator("#files").SetInputFilesAsync(new FilePayload { Name = fileName, MimeType = "application/pdf", Buffer = Encoding.ASCII.GetBytes("%PDF-1.7\nx") });
        await page.GetByRole(AriaRole.Link, new() { Name = fileName, Exact = true }).WaitForAsync();
    }

    public Task Sees(string text) => page.GetByText(text).First.WaitForAsync();

    public Task SeesHeading(string text) => page.GetByRole(AriaRole.Heading, new() { Name = text }).First.WaitForAsync();

    public Task Gets(string address) => page.ArrivesAtAsync(address);

    public Task DoesNotSee(string text) => Assertions.Expect(page.GetByText(text)).ToHaveCountAsync(0);

    /// <summary>The tasks on the list that is open.</summary>
    public Task HasTasks(int count) => Assertions.Expect(page.Locator(".task-row")).ToHaveCountAsync(count);

    /// <summary>What a person could press or send on the page, beside the language, the own session and what narrows a list.</summary>
    public async Task<IReadOnlyList<string>> Deeds() => await page.EvaluateAsync<string[]>(
        """
        [...document.querySelectorAll("form[method=post]")].map((form) => new URL(form.action).pathname).filter((path) => !["/language", "/sign-out", "/inbox/views"].includes(path))
        """);
}
