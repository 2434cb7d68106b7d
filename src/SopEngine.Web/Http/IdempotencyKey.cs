using FluentValidation;

namespace SopEngine.Web.Http;

/// <summary>The header by which a repeated request is recognised, and its like in forms.</summary>
internal static class IdempotencyKey
{
    public const string Header = "Idempotency-Key";

    public static string New() => Guid.NewGuid().ToString("N");

    public static IRuleBuilderOptions<T, string?> IdempotencyKeyOrNone<T>(this IRuleBuilder<T, string?> rule) =>
        rule.MaximumLength(100).WithName(Header);
}
