using SopEngine.Engine.Messages;
using SopEngine.Web.Http;

namespace SopEngine.Web.Messages;

/// <summary>Notifications: on pages, by e-mail and by webhook.</summary>
internal sealed class MessagesFeature : IFeature
{
    public void AddServices(IServiceCollection services, IConfiguration settings)
    {
        services.AddSingleton<MessageTexts>();
        services.AddSingleton<OutgoingWords>();
        services.AddSingleton<CitizenMessages>();
        services.AddSingleton<WebhookSecrets>();
        services.AddSingleton<EmailAddresses>();
        services.AddOptions<SmtpSettings>().BindConfiguration("Smtp");
        services.AddSingleton<AppointmentMail>();
        services.AddSingleton<MailFiles>(provider => provider.GetRequiredService<AppointmentMail>().FilesOf);
        services.AddSingleton<IMessageChannel, EmailChannel>();
        services.AddSingleton<IMessageChannel, WebhookChannel>();
    }

    public void MapRoutes(Routes routes) => routes.Pages.MapMessagePages();
}
