using SopEngine.Web.Http;

namespace SopEngine.Web.Asking;

/// <summary>Citizens ask for services, follow them and do their own steps on the office's site, without an account.</summary>
internal sealed class AskingFeature : IFeature
{
    public void AddServices(IServiceCollection services, IConfiguration settings)
    {
        services.AddSingleton<OnlineServices>().AddSingleton<ContactCodes>().AddSingleton<CitizenRegister>().AddSingleton<CitizenPasses>();
        services.AddSingleton<CitizenChoices>().AddSingleton<CitizenLinks>();
        services.AddSingleton<CitizenMail>().AddHostedService(provider => provider.GetRequiredService<CitizenMail>());
        services.AddScoped<AskDesk>().AddScoped<AskForm>().AddScoped<AskSending>().AddScoped<CitizenAccess>().AddScoped<RequestSteps>();
    }

    public void MapRoutes(Routes routes)
    {
        routes.Pages.MapAskPages();
        routes.Pages.MapCodePages();
        routes.Pages.MapFollowPages();
        routes.App.MapStops();
        routes.Pages.MapRequestPages();
        routes.Pages.MapRequestStepPages();
        routes.Pages.MapMinePages();
        routes.Pages.MapOnlinePages();
    }
}
