using System.Diagnostics;
using System.Reflection;
using FluentValidation;
using MediatR;
using SopEngine.Core.Rights;

namespace SopEngine.Web.Http;

/// <summary>Says that only people with one of these rights may send a request.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RequiresAttribute(params Right[] rights) : Attribute
{
    public IReadOnlyList<Right> Rights => rights;
}

/// <summary>A command or query that a person sends. Everything it touches belongs to that person's unit.</summary>
public interface IRequestOf<out TResponse> : IRequest<TResponse>
{
    Person Person { get; }
}

/// <summary>Registers MediatR with every handler and validator of this assembly, and the pipeline of requests.</summary>
internal static class Mediation
{
    public static readonly ActivitySource Source = new("SopEngine");

    public static IServiceCollection AddMediation(this IServiceCollection services)
    {
        services.AddScoped<ServiceFactory>(provider => provider.GetRequiredService);
        services.AddScoped<IMediator, Mediator>();
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(Tracing<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(Authorisation<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(Validation<,>));
        var types = Assembly.GetExecutingAssembly().GetTypes();
        foreach (var type in types.Where(type => type is { IsAbstract: false, IsGenericTypeDefinition: false }))
        {
            foreach (var service in type.GetInterfaces().Where(IsHandler)) services.AddScoped(service, type);
            // Building a validator's rules costs more than most requests. Rules look up what depends on the request, such as its
            // language.
            foreach (var service in type.GetInterfaces().Where(IsValidator)) services.AddSingleton(service, type);
        }

        return services;
    }

    private static bool IsHandler(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IRequestHandler<,>);

    private static bool IsValidator(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IValidator<>);

    private sealed class Tracing<TRequest, TResponse> : IPipelineBehavior<TRequest, TResponse>
    {
        // The slice's name: requests are nested in it, and all are called Command or Query.
        private static readonly string Name = typeof(TRequest).DeclaringType?.Name ?? typeof(TRequest).Name;

        public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
        {
            using var activity = Source.StartActivity(Name);
            return await next();
        }
    }

    private sealed class Authorisation<TRequest, TResponse>(Problems problems) : IPipelineBehavior<TRequest, TResponse>
    {
        private static readonly IReadOnlyList<Right>? Rights = typeof(TRequest).GetCustomAttribute<RequiresAttribute>()?.Rights;

        public Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next) =>
            Rights is null || request is IRequestOf<TResponse> { Person: var person } && Rights.Any(person.May)
                ? next()
                : throw new ProblemException(problems.Forbidden());
    }

    private sealed class Validation<TRequest, TResponse>(IEnumerable<IValidator<TRequest>> validators)
        : IPipelineBehavior<TRequest, TResponse>
    {
        public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
        {
            foreach (var validator in validators) await validator.ValidateAndThrowAsync(request, cancellationToken);
            return await next();
        }
    }
}
