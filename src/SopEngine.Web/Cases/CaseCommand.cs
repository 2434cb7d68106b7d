using FluentValidation;
using MediatR;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Web.Http;

namespace SopEngine.Web.Cases;

/// <summary>A command that is one event of a case, such as claiming a task. It needs no handler of its own.</summary>
public interface ICaseCommand : IRequestOf<CaseResult.Done>
{
    long CaseId { get; }

    /// <summary>The sender's idempotency key; null for none.</summary>
    string? Key { get; }

    /// <summary>Read once the command has been validated.</summary>
    CaseEvent Event { get; }
}

internal static class CaseCommandHandling
{
    /// <summary>Registers the handler of every <see cref="ICaseCommand"/>, and the check of its key.</summary>
    public static void AddCaseCommands(this IServiceCollection services)
    {
        var commands = typeof(ICaseCommand).Assembly.GetTypes().Where(type => type.IsClass && type.IsAssignableTo(typeof(ICaseCommand)));
        foreach (var command in commands)
        {
            services.AddScoped(
                typeof(IRequestHandler<,>).MakeGenericType(command, typeof(CaseResult.Done)), typeof(Handler<>).MakeGenericType(command));
            services.AddSingleton(typeof(IValidator<>).MakeGenericType(command), typeof(Validator<>).MakeGenericType(command));
        }
    }

    private sealed class Handler<TCommand>(CaseCommands commands) : IRequestHandler<TCommand, CaseResult.Done> where TCommand : ICaseCommand
    {
        public Task<CaseResult.Done> Handle(TCommand command, CancellationToken cancellationToken) =>
            commands.Advance(command.Person, command.CaseId, command.Event, command.Key, cancellationToken);
    }

    private sealed class Validator<TCommand> : AbstractValidator<TCommand> where TCommand : ICaseCommand
    {
        public Validator() => RuleFor(command => command.Key).IdempotencyKeyOrNone();
    }
}
