using Microsoft.Extensions.Localization;
using SopEngine.Core.Reports;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Messages;
using SopEngine.Web.Language;

namespace SopEngine.Web.Dashboards;

/// <summary>Puts the paper of a report into the e-mail that says that it is ready.</summary>
internal sealed class ReportMail(SopDatabase database, IStringLocalizer<Texts> texts)
{
    public async Task<IReadOnlyList<MailFile>> FilesOf(Addressee to, OutgoingMessage message, CancellationToken cancellation)
    {
        if (message.Kind != MessageKind.Report.Name || !ReportPeriod.TryParse(message.Details.GetValueOrDefault("period"), out var period))
            return [];
        if (await ReadReport.Find(database, to.Unit, reach: null, period, cancellation) is not { } report) return [];
        // Behind the await: a setting is gone with the async method that made it.
        OutgoingLanguage.Use(to.Language, to.Zone);
        return [new MailFile(ReportFiles.Name(report.This) + ".pdf", "application/pdf", ReportPaper.Of(report, texts).ToArray())];
    }
}
