using SopEngine.Web.Http;

namespace SopEngine.Web.Calendars;

/// <summary>The office's working calendar.</summary>
internal sealed class CalendarsFeature : IFeature
{
    public void MapRoutes(Routes routes)
    {
        routes.Pages.MapCalendarPages();
        routes.Api.MapCalendarApi();
    }
}
