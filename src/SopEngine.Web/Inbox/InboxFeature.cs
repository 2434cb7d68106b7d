using SopEngine.Web.Forms;
using SopEngine.Web.Http;

namespace SopEngine.Web.Inbox;

/// <summary>The tasks of a member of staff or a customer: list, open, complete, hand over, send back.</summary>
internal sealed class InboxFeature : IFeature
{
    public void AddServices(IServiceCollection services, IConfiguration settings) =>
        services.AddSingleton<SavedViews>().AddSingleton<StepLook>().AddSingleton<FormLook>().AddSingleton<SurveySteps>()
            .AddScoped<TaskUploads>();

    public void MapRoutes(Routes routes)
    {
        routes.Pages.MapInboxPages();
        routes.Pages.MapTaskPages();
        routes.Pages.MapTaskDraftPages();
        routes.Api.MapTaskApi();
    }
}
