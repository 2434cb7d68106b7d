using System.Security.Cryptography;
using System.Text.Json;
using FluentValidation;

namespace SopEngine.Web.Http;

/// <summary>The header by which a repeated request is recognised, and its like in forms.</summary>
internal static class IdempotencyKey
{
    public const string Header = "Idempotency-Key";

    public static string New() => Guid.NewGuid().ToString("N");

    /// <summary>
    /// The key by which a form that was sent twice is recognised: the same person's, with the same values. A form that is sent again with
    /// other values, after going back to it, is another. Null for a form without a key.
    /// </summary>
    public static string? OfForm(Person person, string? key, params object?[] values) => string.IsNullOrEmpty(key)
        ? null
        : Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes<object?[]>([person.Id, key, .. values])));

    public static IRuleBuilderOptions<T, string?> IdempotencyKeyOrNone<T>(this IRuleBuilder<T, string?> rule) =>
        rule.MaximumLength(100).WithName(Header);
}
