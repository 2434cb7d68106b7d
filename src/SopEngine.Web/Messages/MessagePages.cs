using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Messages;

internal static class MessagePages
{
    private const string Choices = "/messages/choices";

    public static void MapMessagePages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/messages", async (Person person, string? list, string? after, IMediator mediator, CancellationToken cancellation) =>
        {
            var onlyUnread = list != "all";
            var messages = await mediator.Send(new ListMessages.Query(person, onlyUnread, after), cancellation);
            return Pages.Show<MessagesPage>(new { Person = person, Messages = messages, OnlyUnread = onlyUnread });
        });

        // Following a message's link marks it as read; a browser's prefetch does not.
        app.MapGet("/messages/{id:long}", async (
            Person person, long id, HttpRequest request, IMediator mediator, CancellationToken cancellation) =>
        {
            var isAhead = request.Headers["Sec-Purpose"].ToString().Contains("prefetch", StringComparison.Ordinal)
                || request.Headers.ContainsKey("X-Sec-Purpose");
            return Pages.Then(await mediator.Send(new ReadMessage.Command(person, id, isAhead), cancellation));
        });

        app.MapPost("/messages/reading", async (Person person, PageRequest page) =>
            page.Then(await page.Send(new ReadMessage.Command(person, null)), "Messages.AllRead"));

        app.MapChoices();
        app.MapAddresses();
        app.MapTemplates();
        app.MapWebhook();
        app.MapFailures();
    }

    private static void MapChoices(this IEndpointRouteBuilder app)
    {
        app.MapGet("/messages/choices", async (Person person, IMediator mediator, CancellationToken cancellation) =>
            Pages.Show<ChoicesPage>(new { Person = person, Chosen = await mediator.Send(new ReadChoices.Query(person), cancellation) }));

        app.MapPost("/messages/choices", async (
            Person person, [FromForm] string? email, [FromForm] string? phone, [FromForm] string? language, PageRequest page,
            IStringLocalizer<Texts> texts) =>
        {
            var form = await page.Form();
            var before = await page.Send(new ReadChoices.Query(person));
            // A choice that the page does not show, because its channel is missing, stays as it was.
            var kinds = before.Kinds.Select(choice => choice with
            {
                Email = form[$"email.{choice.Kind}"].ToString() is { Length: > 0 } chosen ? chosen : choice.Email,
                Webhook = before.HasWebhook ? form.ContainsKey($"webhook.{choice.Kind}") : choice.Webhook,
            }).ToList();
            var asked =
                before with { Email = email?.Trim() ?? "", Phone = phone?.Trim() ?? "", Language = language ?? "id", Kinds = kinds };
            page.OnProblem(problem => Pages.Show<ChoicesPage>(new { Person = person, Chosen = asked, Problem = problem }, problem));
            await page.Send(new SaveChoices.Command(person, asked.Email, asked.Phone, asked.Language, kinds));
            var saved = await page.Send(new ReadChoices.Query(person));
            var asks = saved is { HasMail: true, Email.Length: > 0, IsConfirmed: false } && saved.Email != before.Email;
            return asks
                ? await Tried(person, await page.Send(new AskAddress.Command(person)), "Address.Asked", "Address.NotAsked", page, texts)
                : page.Then(Choices, "Choices.Saved");
        });
    }

    private static void MapAddresses(this IEndpointRouteBuilder app)
    {
        app.MapPost("/messages/choices/confirmation", async (Person person, PageRequest page, IStringLocalizer<Texts> texts) =>
            await Tried(person, await page.Send(new AskAddress.Command(person)), "Address.Asked", "Address.NotAsked", page, texts));

        app.MapPost("/messages/choices/test", async (Person person, PageRequest page, IStringLocalizer<Texts> texts) =>
            await Tried(person, await page.Send(new TestEmail.Command(person)), "Trial.EmailSent", "Trial.EmailFailed", page, texts));

        app.MapGet("/messages/addresses/{token}", async (Person person, string token, IMediator mediator, CancellationToken cancellation) =>
            Pages.Show<AddressPage>(
                new { Person = person, Token = token, Email = await mediator.Send(new ReadAddress.Query(person, token), cancellation) }));

        app.MapPost("/messages/addresses/{token}", (Person person, string token, PageRequest page) =>
            page.Send(new ConfirmAddress.Command(person, token), Choices, "Address.WasConfirmed"));
    }

    /// <summary>Shows the page of choices with the result of sending.</summary>
    private static async Task<IResult> Tried(
        Person person, string? failure, string sent, string failed, PageRequest page, IStringLocalizer<Texts> texts)
    {
        if (failure is null) return page.Then(Choices, sent);
        var problem = new Problem(422, "not-sent", texts[failed], failure);
        return Pages.Show<ChoicesPage>(
            new { Person = person, Chosen = await page.Send(new ReadChoices.Query(person)), Problem = problem }, problem);
    }

    private static void MapTemplates(this IEndpointRouteBuilder app)
    {
        app.MapGet("/messages/templates", async (Person person, IMediator mediator, CancellationToken cancellation) =>
            Pages.Show<TemplatesPage>(new { Person = person, Kinds = await mediator.Send(new ReadTemplates.Query(person), cancellation) }));

        app.MapGet("/messages/templates/{kind}", async (
                Person person, string kind, IMediator mediator, Problems problems, CancellationToken cancellation) =>
            Pages.Show<TemplatePage>(new { Person = person, Kind = await Kind(person, kind, mediator, problems, cancellation) }));

        app.MapPost("/messages/templates/{kind}", async (
            Person person, string kind, [FromForm] string? language, [FromForm] string? subject, [FromForm] string? body,
            [FromForm] string? act, PageRequest page, IMediator mediator, Problems problems, MessageTexts messages, IClock clock) =>
        {
            var asked = new Template(subject ?? "", body ?? "");
            page.OnProblem(Preview);
            return act == "preview"
                ? await Preview(null)
                : await page.Send(
                    new EditTemplate.Command(person, kind, language ?? "", act == "reset" ? null : asked), $"/messages/templates/{kind}",
                    act == "reset" ? "Template.WasReset" : "Template.Saved");

            async Task<IResult> Preview(Problem? problem)
            {
                var stored = await Kind(person, kind, mediator, problems, page.Cancellation);
                var shown = stored with
                {
                    Languages = [.. stored.Languages.Select(text => text.Language != language ? text : text with
                    {
                        Template = asked,
                        Sample = OutgoingLanguage.In(
                            text.Language, () => messages.Sample(stored.Kind, asked, person, clock.GetCurrentInstant())),
                    })],
                };
                return Pages.Show<TemplatePage>(new { Person = person, Kind = shown, Problem = problem }, problem);
            }
        });
    }

    private static void MapWebhook(this IEndpointRouteBuilder app)
    {
        app.MapGet("/messages/webhook", async (Person person, string? secret, IMediator mediator, CancellationToken cancellation) =>
        {
            var stored = await mediator.Send(new ReadWebhook.Query(person), cancellation);
            var isSet = stored.Url.Length > 0;
            var suggested = !isSet || secret == "new" ? WebhookSecrets.New() : null;
            return Pages.Show<WebhookPage>(new { Person = person, stored.Url, IsSet = isSet, Suggested = suggested });
        });

        app.MapPost("/messages/webhook", (Person person, [FromForm] string? url, [FromForm] string? secret, PageRequest page) =>
        {
            var asked = new SaveWebhook.Command(person, url?.Trim() ?? "", secret?.Trim() ?? "");
            page.OnProblem(async problem =>
            {
                var stored = await page.Send(new ReadWebhook.Query(person));
                return Pages.Show<WebhookPage>(
                    new { Person = person, asked.Url, IsSet = stored.Url.Length > 0, Suggested = asked.Secret, Problem = problem },
                    problem);
            });
            return page.Send(asked, "/messages/webhook", asked.Url.Length > 0 ? "Webhook.Saved" : "Webhook.Removed");
        });

        app.MapPost("/messages/webhook/test", async (Person person, PageRequest page, IStringLocalizer<Texts> texts) =>
        {
            var stored = await page.Send(new ReadWebhook.Query(person));
            if (await page.Send(new TestWebhook.Command(person)) is not { } failure)
                return page.Then("/messages/webhook", "Trial.WebhookSent");
            var problem = new Problem(422, "not-sent", texts["Trial.WebhookFailed"], failure);
            return Pages.Show<WebhookPage>(new { Person = person, stored.Url, IsSet = stored.Url.Length > 0, Problem = problem }, problem);
        });
    }

    private static void MapFailures(this IEndpointRouteBuilder app)
    {
        app.MapGet("/messages/failures", async (Person person, IMediator mediator, CancellationToken cancellation) =>
            Pages.Show<FailuresPage>(
                new { Person = person, Failures = await mediator.Send(new ListFailures.Query(person), cancellation) }));

        app.MapPost("/messages/failures", (Person person, [FromForm] string? id, PageRequest page) =>
            page.Send(new ResendFailures.Command(person, string.IsNullOrEmpty(id) ? null : id), "/messages/failures", "Failure.Resent"));
    }

    private static async Task<ReadTemplates.KindTexts> Kind(
        Person person, string kind, IMediator mediator, Problems problems, CancellationToken cancellation) =>
        (await mediator.Send(new ReadTemplates.Query(person), cancellation)).FirstOrDefault(found => found.Kind.Name == kind)
            ?? throw new ProblemException(problems.NotFound());
}
