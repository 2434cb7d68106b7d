using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Engine.Messages;
using SopEngine.Web.Shared;

namespace SopEngine.Web.Messages;

internal static class MessagePages
{
    public static void AddMessages(this IServiceCollection services)
    {
        services.AddSingleton<UnreadMessages>();
        services.AddSingleton<MessageTexts>();
        services.AddSingleton<OutgoingWords>();
        services.AddSingleton<WebhookSecrets>();
        services.AddSingleton<DirectMessages>();
        services.AddSingleton<EmailAddresses>();
        services.AddOptions<SmtpSettings>().BindConfiguration("Smtp");
        services.AddSingleton<IMessageChannel, EmailChannel>();
        services.AddSingleton<IMessageChannel, WebhookChannel>();
    }

    public static void MapMessagePages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/messages", async (Person person, string? list, string? after, IMediator mediator, CancellationToken cancellation) =>
        {
            var onlyUnread = list != "all";
            var messages = await mediator.Send(new ListMessages.Query(person, onlyUnread, after), cancellation);
            return Pages.Show<MessagesPage>(new { Person = person, Messages = messages, OnlyUnread = onlyUnread });
        });

        // Following the link of a message reads it; what a browser fetches ahead does not.
        app.MapGet("/messages/{id:long}", async (Person person, long id, HttpRequest request, IMediator mediator, CancellationToken cancellation) =>
        {
            var isAhead = request.Headers["Sec-Purpose"].ToString().Contains("prefetch", StringComparison.Ordinal) || request.Headers.ContainsKey("X-Sec-Purpose");
            return Pages.Then(await mediator.Send(new ReadMessage.Command(person, id, isAhead), cancellation));
        });

        app.MapPost("/messages/reading", async (Person person, HttpContext context, IMediator mediator, IStringLocalizer<Texts> texts) =>
            Pages.Then(await mediator.Send(new ReadMessage.Command(person, null), context.RequestAborted), context, texts["Messages.AllRead"]));

        app.MapChoices();
        app.MapAddresses();
        app.MapTemplates();
        app.MapWebhook();
        app.MapWebhookTest();
        app.MapFailures();
    }

    private static void MapChoices(this IEndpointRouteBuilder app)
    {
        app.MapGet("/messages/choices", async (Person person, IMediator mediator, CancellationToken cancellation) =>
            Pages.Show<ChoicesPage>(new { Person = person, Chosen = await mediator.Send(new ReadChoices.Query(person), cancellation) }));

        app.MapPost("/messages/choices", async (
            Person person, [FromForm] string? email, [FromForm] string? phone, [FromForm] string? language, HttpContext context, IMediator mediator, Problems problems, IStringLocalizer<Texts> texts) =>
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            var before = await mediator.Send(new ReadChoices.Query(person), context.RequestAborted);
            // What the page does not show, because the channel is not there, stays as it was.
            var kinds = before.Kinds.Select(choice => choice with
            {
                Email = form[$"email.{choice.Kind}"].ToString() is { Length: > 0 } chosen ? chosen : choice.Email,
                Webhook = before.HasWebhook ? form.ContainsKey($"webhook.{choice.Kind}") : choice.Webhook,
            }).ToList();
            var asked = before with { Email = email?.Trim() ?? "", Phone = phone?.Trim() ?? "", Language = language ?? "id", Kinds = kinds };
            try
            {
                await mediator.Send(new SaveChoices.Command(person, asked.Email, asked.Phone, asked.Language, kinds), context.RequestAborted);
                var saved = await mediator.Send(new ReadChoices.Query(person), context.RequestAborted);
                var asks = saved is { HasMail: true, Email.Length: > 0, IsConfirmed: false } && saved.Email != before.Email;
                if (!asks) return Pages.Then("/messages/choices", context, texts["Choices.Saved"]);
                return await Tried(person, await mediator.Send(new AskAddress.Command(person), context.RequestAborted), "Address.Asked", "Address.NotAsked", context, mediator, texts);
            }
            catch (Exception e) when (problems.Of(e) is { Status: 422 } problem)
            {
                return Pages.Show<ChoicesPage>(new { Person = person, Chosen = asked, Problem = problem }, 422);
            }
        });
    }

    private static void MapAddresses(this IEndpointRouteBuilder app)
    {
        app.MapPost("/messages/choices/confirmation", async (Person person, HttpContext context, IMediator mediator, IStringLocalizer<Texts> texts) =>
            await Tried(person, await mediator.Send(new AskAddress.Command(person), context.RequestAborted), "Address.Asked", "Address.NotAsked", context, mediator, texts));

        app.MapPost("/messages/choices/test", async (Person person, HttpContext context, IMediator mediator, IStringLocalizer<Texts> texts) =>
            await Tried(person, await mediator.Send(new TestEmail.Command(person), context.RequestAborted), "Trial.EmailSent", "Trial.EmailFailed", context, mediator, texts));

        app.MapGet("/messages/addresses/{token}", async (Person person, string token, IMediator mediator, CancellationToken cancellation) =>
            Pages.Show<AddressPage>(new { Person = person, Token = token, Email = await mediator.Send(new ReadAddress.Query(person, token), cancellation) }));

        app.MapPost("/messages/addresses/{token}", async (Person person, string token, HttpContext context, IMediator mediator, IStringLocalizer<Texts> texts) =>
        {
            await mediator.Send(new ConfirmAddress.Command(person, token), context.RequestAborted);
            return Pages.Then("/messages/choices", context, texts["Address.WasConfirmed"]);
        });
    }

    /// <summary>The page of choices with how sending ended.</summary>
    private static async Task<IResult> Tried(
        Person person, string? failure, string sent, string failed, HttpContext context, IMediator mediator, IStringLocalizer<Texts> texts) => failure is null
        ? Pages.Then("/messages/choices", context, texts[sent])
        : Pages.Show<ChoicesPage>(
            new { Person = person, Chosen = await mediator.Send(new ReadChoices.Query(person), context.RequestAborted), Problem = new Problem(422, "not-sent", texts[failed], failure) }, 422);

    private static void MapTemplates(this IEndpointRouteBuilder app)
    {
        app.MapGet("/messages/templates", async (Person person, IMediator mediator, CancellationToken cancellation) =>
            Pages.Show<TemplatesPage>(new { Person = person, Kinds = await mediator.Send(new ReadTemplates.Query(person), cancellation) }));

        app.MapGet("/messages/templates/{kind}", async (Person person, string kind, IMediator mediator, Problems problems, CancellationToken cancellation) =>
            Pages.Show<TemplatePage>(new { Person = person, Kind = await Kind(person, kind, mediator, problems, cancellation) }));

        app.MapPost("/messages/templates/{kind}", async (
            Person person, string kind, [FromForm] string? language, [FromForm] string? subject, [FromForm] string? body, [FromForm] string? act, HttpContext context, IMediator mediator,
            Problems problems, MessageTexts messages, IClock clock, IStringLocalizer<Texts> texts) =>
        {
            var asked = new Template(subject ?? "", body ?? "");
            try
            {
                if (act == "preview") return await Preview(null);
                await mediator.Send(new EditTemplate.Command(person, kind, language ?? "", act == "reset" ? null : asked), context.RequestAborted);
                return Pages.Then($"/messages/templates/{kind}", context, texts[act == "reset" ? "Template.WasReset" : "Template.Saved"]);
            }
            catch (Exception e) when (problems.Of(e) is { Status: 422 } problem)
            {
                return await Preview(problem);
            }

            async Task<IResult> Preview(Problem? problem)
            {
                var stored = await Kind(person, kind, mediator, problems, context.RequestAborted);
                var shown = stored with
                {
                    Languages = [.. stored.Languages.Select(text => text.Language != language ? text : text with
                    {
                        Template = asked,
                        Sample = MessageTexts.In(text.Language, () => messages.Sample(stored.Kind, asked, person, clock.GetCurrentInstant())),
                    })],
                };
                return Pages.Show<TemplatePage>(new { Person = person, Kind = shown, Problem = problem }, problem is null ? 200 : 422);
            }
        });
    }

    private static void MapWebhook(this IEndpointRouteBuilder app)
    {
        app.MapGet("/messages/webhook", async (Person person, string? secret, IMediator mediator, CancellationToken cancellation) =>
        {
            var stored = await mediator.Send(new ReadWebhook.Query(person), cancellation);
            var isSet = stored.Url.Length > 0;
            return Pages.Show<WebhookPage>(new { Person = person, stored.Url, IsSet = isSet, Suggested = !isSet || secret == "new" ? WebhookSecrets.New() : null });
        });

        app.MapPost("/messages/webhook", async (
            Person person, [FromForm] string? url, [FromForm] string? secret, HttpContext context, IMediator mediator, Problems problems, IStringLocalizer<Texts> texts) =>
        {
            var asked = new SaveWebhook.Command(person, url?.Trim() ?? "", secret?.Trim() ?? "");
            try
            {
                await mediator.Send(asked, context.RequestAborted);
                return Pages.Then("/messages/webhook", context, texts[asked.Url.Length > 0 ? "Webhook.Saved" : "Webhook.Removed"]);
            }
            catch (Exception e) when (problems.Of(e) is { Status: 422 } problem)
            {
                var stored = await mediator.Send(new ReadWebhook.Query(person), context.RequestAborted);
                return Pages.Show<WebhookPage>(new { Person = person, asked.Url, IsSet = stored.Url.Length > 0, Suggested = asked.Secret, Problem = problem }, 422);
            }
        });
    }

    private static void MapWebhookTest(this IEndpointRouteBuilder app) =>
        app.MapPost("/messages/webhook/test", async (Person person, HttpContext context, IMediator mediator, IStringLocalizer<Texts> texts) =>
        {
            var stored = await mediator.Send(new ReadWebhook.Query(person), context.RequestAborted);
            return await mediator.Send(new TestWebhook.Command(person), context.RequestAborted) is { } failure
                ? Pages.Show<WebhookPage>(new { Person = person, stored.Url, IsSet = stored.Url.Length > 0, Problem = new Problem(422, "not-sent", texts["Trial.WebhookFailed"], failure) }, 422)
                : Pages.Then("/messages/webhook", context, texts["Trial.WebhookSent"]);
        });

    private static void MapFailures(this IEndpointRouteBuilder app)
    {
        app.MapGet("/messages/failures", async (Person person, IMediator mediator, CancellationToken cancellation) =>
            Pages.Show<FailuresPage>(new { Person = person, Failures = await mediator.Send(new ListFailures.Query(person), cancellation) }));

        app.MapPost("/messages/failures", async (Person person, [FromForm] string? id, HttpContext context, IMediator mediator, IStringLocalizer<Texts> texts) =>
        {
            await mediator.Send(new ResendFailures.Command(person, string.IsNullOrEmpty(id) ? null : id), context.RequestAborted);
            return Pages.Then("/messages/failures", context, texts["Failure.Resent"]);
        });
    }

    private static async Task<ReadTemplates.KindTexts> Kind(Person person, string kind, IMediator mediator, Problems problems, CancellationToken cancellation) =>
        (await mediator.Send(new ReadTemplates.Query(person), cancellation)).FirstOrDefault(found => found.Kind.Name == kind) ?? throw new ProblemException(problems.NotFound());
}
