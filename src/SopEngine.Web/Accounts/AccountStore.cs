using System.Globalization;
using Dapper;
using Microsoft.AspNetCore.Identity;
using SopEngine.Engine.Data;

namespace SopEngine.Web.Accounts;

/// <summary>
/// ASP.NET Core Identity over our people. Works across units, because people sign in by name before their unit is known; it writes
/// only the columns of sign-in. People come and go through <c>Offices</c>.
/// </summary>
public sealed class AccountStore(SopDatabase database)
    : IUserPasswordStore<Account>, IUserSecurityStampStore<Account>
{
    private const string Columns =
        """
        unit_id, id, user_name, password_hash, security_stamp,
        exists (select from second_factors f
          where f.unit_id = people.unit_id and f.person_id = people.id and f.confirmed_at is not null) as has_second_factor
        """;

    public Task<Account?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
        Find(
            $"select {Columns} from people where id = @id",
            new { id = long.Parse(userId, CultureInfo.InvariantCulture) }, cancellationToken);

    public Task<Account?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) =>
        Find($"select {Columns} from people where user_name = @normalizedUserName", new { normalizedUserName }, cancellationToken);

    public async Task<IdentityResult> UpdateAsync(Account user, CancellationToken cancellationToken)
    {
        await using var connection = await database.System.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            update people set password_hash = @PasswordHash, security_stamp = @SecurityStamp where unit_id = @UnitId and id = @Id
            """,
            user, cancellationToken: cancellationToken));
        return IdentityResult.Success;
    }

    public Task<string> GetUserIdAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult(user.Id.ToString(CultureInfo.InvariantCulture));

    public Task<string?> GetUserNameAsync(Account user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.UserName);

    public Task<string?> GetNormalizedUserNameAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(user.UserName);

    public Task SetNormalizedUserNameAsync(Account user, string? normalizedName, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<string?> GetPasswordHashAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.PasswordHash);

    public Task<bool> HasPasswordAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.PasswordHash is not null);

    public Task SetPasswordHashAsync(Account user, string? passwordHash, CancellationToken cancellationToken)
    {
        user.PasswordHash = passwordHash;
        return Task.CompletedTask;
    }

    public Task<string?> GetSecurityStampAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(user.SecurityStamp);

    public Task SetSecurityStampAsync(Account user, string stamp, CancellationToken cancellationToken)
    {
        user.SecurityStamp = stamp;
        return Task.CompletedTask;
    }

    public Task SetUserNameAsync(Account user, string? userName, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IdentityResult> CreateAsync(Account user, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IdentityResult> DeleteAsync(Account user, CancellationToken cancellationToken) => throw new NotSupportedException();

    public void Dispose() { }

    private async Task<Account?> Find(string sql, object parameters, CancellationToken cancellation)
    {
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<Account>(new CommandDefinition(sql, parameters, cancellationToken: cancellation));
    }
}

/// <summary>User names are lower case.</summary>
internal sealed class LowerCase : ILookupNormalizer
{
    public string? NormalizeName(string? name) => name?.Trim().ToLowerInvariant();

    public string? NormalizeEmail(string? email) => email?.Trim().ToLowerInvariant();
}
