using System.Text.Json;
using FluentValidation;
using MediatR;
using SopEngine.Core.Rights;
using SopEngine.Engine.Outbox;
using SopEngine.Web.Http;

namespace SopEngine.Web.Cases;

/// <summary>Publishes an event to the unit's cases that wait for it, as another system does through the API.</summary>
public static class PublishEvent
{
    [Requires(Right.PublishEvents)]
    public sealed record Command(Person Person, string Name, string? CorrelationId, JsonElement Payload) : IRequestOf<MediatR.Unit>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(command => command.Name).NotEmpty().MaximumLength(200);
            RuleFor(command => command.CorrelationId).MaximumLength(200);
        }
    }

    internal sealed class Handler(OutboxWriter outbox) : IRequestHandler<Command, MediatR.Unit>
    {
        public async Task<MediatR.Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            await outbox.PublishEvent(command.Person.UnitId, command.Name, command.CorrelationId, command.Payload, cancellationToken);
            return MediatR.Unit.Value;
        }
    }
}
