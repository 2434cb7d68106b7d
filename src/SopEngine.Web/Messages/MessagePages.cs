using MediatR;
using Microsoft.Extensions.Localization;
using SopEngine.Web.Shared;

namespace SopEngine.Web.Messages;

internal static class MessagePages
{
    public static void AddMessages(this IServiceCollection services)
    {
        services.AddSingleton<UnreadMessages>();
        services.AddSingleton<MessageTexts>();
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
    }
}
