using NodaTime;
using SopEngine.Engine.Documents;
using SopEngine.Web.Accounts;
using SopEngine.Web.Http;

namespace SopEngine.Web.Documents;

/// <summary>The page that anybody with a document in hand can open, by its QR code.</summary>
internal static class VerifyPages
{
    public static void MapVerifyPages(this IEndpointRouteBuilder app) =>
        app.MapGet("/d/{token}", async (
            string token, HttpContext context, DocumentVerification verification, KnownDevices devices, Attempts attempts,
            Problems problems) =>
        {
            // The page names no person; its address is for the holders of the document alone, and no search engine may list it.
            context.Response.Headers["X-Robots-Tag"] = "noindex";
            if (await attempts.Take(Brake.Verifying, devices.Read(context).Address, context.RequestAborted) is var wait
                && wait > Duration.Zero)
            {
                var problem = problems.TooMany(wait.ToTimeSpan()).Told(context.Response);
                return Pages.Show<VerifyPage>(new { Problem = problem }, 429);
            }

            var document = await verification.Find(token, context.RequestAborted);
            return Pages.Show<VerifyPage>(new { Document = document }, document is null ? 404 : 200);
        }).AllowAnonymous();
}
