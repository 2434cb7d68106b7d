using SopEngine.Engine.Surveys;
using SopEngine.Web.Http;

namespace SopEngine.Web.Surveys;

/// <summary>
/// The satisfaction survey (SKM): its questionnaire for the public, entry of paper, and the index that is counted from it (IKM).
/// </summary>
internal sealed class SurveysFeature : IFeature
{
    public void AddServices(IServiceCollection services, IConfiguration settings) =>
        services.AddSingleton<SurveyBox>().AddSingleton<SurveyLinks>().AddSingleton<SurveyReading>().AddSingleton<AnswerSurvey>();

    public void MapRoutes(Routes routes)
    {
        routes.Pages.MapAnswerPages();
        routes.App.MapAnswers();
        routes.Pages.MapIkmPages();
        routes.Pages.MapPaperPages();
        routes.Pages.MapLinkPages();
        routes.Pages.MapSurveySettingsPages();
    }
}
