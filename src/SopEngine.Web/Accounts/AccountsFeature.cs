using Microsoft.AspNetCore.Identity;
using SopEngine.Web.Http;

namespace SopEngine.Web.Accounts;

/// <summary>Sign-in, sessions, passwords and the second factor.</summary>
internal sealed class AccountsFeature : IFeature
{
    public void AddServices(IServiceCollection services, IConfiguration settings)
    {
        services.AddSessions(settings);
        services.AddSingleton<IPasswordHasher<Account>, Passwords.Hasher>();
        services.AddSingleton<DirectMessages>();
        services.AddScoped<LinkSending>();
        services.AddScoped<MadeLink>();
    }

    public void MapRoutes(Routes routes)
    {
        routes.Pages.MapAccountPages();
        routes.Pages.MapSecondFactorPages();
        routes.Pages.MapLinkPages();
        routes.Api.MapAccountApi();
    }
}
