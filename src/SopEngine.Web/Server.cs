using System.Globalization;
using Hangfire.AspNetCore;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Localization;
using NodaTime;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Documents;
using SopEngine.Engine.Outbox;
using SopEngine.Engine.Substitutes;
using SopEngine.Engine.Timers;
using SopEngine.Engine.Units;
using SopEngine.Web.Accounts;
using SopEngine.Web.Asking;
using SopEngine.Web.Bills;
using SopEngine.Web.Calendars;
using SopEngine.Web.Cases;
using SopEngine.Web.Chrome;
using SopEngine.Web.Customers;
using SopEngine.Web.Dashboards;
using SopEngine.Web.Demo;
using SopEngine.Web.Designer;
using SopEngine.Web.Documents;
using SopEngine.Web.Find;
using SopEngine.Web.Http;
using SopEngine.Web.Import;
using SopEngine.Web.Inbox;
using SopEngine.Web.Language;
using SopEngine.Web.Messages;
using SopEngine.Web.Offices;
using SopEngine.Web.PublicInformation;
using SopEngine.Web.Samples;
using SopEngine.Web.Schedules;
using SopEngine.Web.Site;
using SopEngine.Web.Sops;
using SopEngine.Web.Staff;
using SopEngine.Web.Surveys;
using SopEngine.Web.Tariffs;

namespace SopEngine.Web;

/// <summary>The service: pages, API, alarms and deliveries over one database.</summary>
internal static class Server
{
    private const long LargestRequest = 1024 * 1024;

    private static readonly IReadOnlyList<IFeature> Features =
    [
        new ChromeFeature(),
        new AccountsFeature(),
        new InboxFeature(),
        new CasesFeature(),
        new BillsFeature(),
        new CalendarsFeature(),
        new DocumentsFeature(),
        new SopsFeature(),
        new ImportFeature(),
        new MessagesFeature(),
        new DashboardsFeature(),
        new SchedulesFeature(),
        new StaffFeature(),
        new CustomersFeature(),
        new FindFeature(),
        new OfficesFeature(),
        new TariffsFeature(),
        new SamplesFeature(),
        new SurveysFeature(),
        new SiteFeature(),
        new InformationFeature(),
        new AskingFeature(),
        new DesignerFeature(),
        new DemoFeature(),
    ];

    /// <summary>The settings, for commands that serve nothing.</summary>
    public static IConfiguration Configuration(string[] args) => Builder(args).Configuration;

    public static async Task<int> Run(string[] args)
    {
        var builder = Builder(args);
        using var startLog = LoggerFactory.Create(logging => logging
            .AddConfiguration(builder.Configuration.GetSection("Logging")).AddSimpleConsole(options => options.SingleLine = true));
        using var stopping = new CancellationTokenSource();
        await using var database = await OpenDatabase.Open(
            builder.Configuration, startLog.CreateLogger<EmbeddedPostgres>(), stopping.Token);

        await using var app = Build(builder, database.ConnectionString);
        // A static field of Hangfire's, so it is set here and not by each service that a process may hold.
        Hangfire.Logging.LogProvider.SetCurrentLogProvider(new AspNetCoreLogProvider(app.Services.GetRequiredService<ILoggerFactory>()));
        var demo = builder.Configuration.GetValue("Sop:Demo", builder.Environment.IsDevelopment())
            ? await DemoSignIns.Prepare(app.Services, database.DataDirectory)
            : null;
        await app.StartAsync();
        Announce(app, database, demo);
        await app.WaitForShutdownAsync();
        return 0;
    }

    internal static WebApplicationBuilder Builder(string[] args)
    {
        // The configuration's command line knows no switches without a value.
        var options = args.Select(argument => argument == "--demo" ? "--Sop:Demo=true" : argument).ToArray();

        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = options,
            // Named, so that assets are found also when a test started the process.
            ApplicationName = typeof(Server).Assembly.GetName().Name,
            ContentRootPath = ContentRoot(),
        });
        // A program that was built but not published finds the assets of its packages by their manifest, in every environment.
        builder.WebHost.UseStaticWebAssets();
        builder.Logging.ClearProviders().AddSimpleConsole(options => options.SingleLine = true);
        // These log every request's address, and the address of a password link is a secret. A level set for all of Microsoft's
        // does not switch them on.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.AspNetCore.Routing", LogLevel.Warning)
            .AddFilter("Microsoft.AspNetCore.StaticFiles", LogLevel.Warning);
        return builder;
    }

    /// <summary>
    /// Folder of settings and assets: beside a published program, whatever folder it is started from; the project's during
    /// development.
    /// </summary>
    private static string ContentRoot()
    {
        var (program, here) = (AppContext.BaseDirectory, Directory.GetCurrentDirectory());
        return Directory.Exists(Path.Combine(program, "wwwroot")) || !File.Exists(Path.Combine(here, "appsettings.json")) ? program : here;
    }

    internal static WebApplication Build(WebApplicationBuilder builder, string connectionString, IClock? clock = null)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = LargestRequest;
            kestrel.AddServerHeader = false;
        });
        AddEngine(builder.Services, connectionString, clock ?? SystemClock.Instance);
        builder.AddFrontDoor();
        builder.Services.AddHostBorder();
        AddWeb(builder.Services, builder.Configuration);

        var app = builder.Build();
        app.Services.GetRequiredService<VirusScanner>(); // so that a bad address is known at the start
        app.UseForwardedHeaders();
        app.UseResponseCompression();
        app.UseRequestLocalization(); // early, so that error answers are in the reader's language too
        app.UseSecurityHeaders();
        app.UseCookiePolicy();
        app.UseKeptFormPages();
        app.UseExceptionHandler();
        app.UseStatusCodePages(StatusPages.Show);
        app.UseRouting();
        app.UseDatabaseWatch();
        app.UseAuthentication();
        app.UsePeople();
        app.UseOwnPages();
        app.UseKeptForms();
        app.UseAuthorization();
        app.UseBodyLimit();
        app.UseTextBorder();
        app.UseFormTokens();
        Map(app);
        return app;
    }

    private static void AddEngine(IServiceCollection services, string connectionString, IClock clock)
    {
        services.AddSingleton(clock);
        services.AddSingleton(_ => new SopDatabase(connectionString));
        services.AddSingleton<DatabaseWatch>();
        services.AddSingleton<FlowCache>();
        services.AddSingleton<DefinitionStore>();
        services.AddSingleton<UnitCalendars>();
        services.AddSingleton<PublicOffices>();
        services.AddSingleton<CaseEngine>();
        services.AddSingleton<CaseMoves>();
        services.AddSingleton<SubstituteStore>();
        services.AddSingleton<CalendarForecasts>();
        services.AddSingleton<VacantLanes>();
        services.AddSingleton<OutboxWriter>();
        services.AddSingleton<DocumentStore>();
        services.AddSingleton<TaskDrafts>();
        services.AddWorkList();
    }

    private static void AddWeb(IServiceCollection services, IConfiguration settings)
    {
        services.AddHttpContextAccessor();
        services.AddMemoryCache();
        // A form of a step may hold a table of 500 rows.
        services.Configure<FormOptions>(options => options.ValueCountLimit = 20_000);
        // Also over TLS: a page's secrets, its tokens, are masked anew in every answer, so the length tells nothing.
        services.AddResponseCompression(options => options.EnableForHttps = true);
        services.AddAntiforgery(options => options.Cookie.Name = FrontDoor.CookieName(settings, "sop-form"));
        services.AddLocalization();
        services.AddProblemDetails();
        services.AddExceptionHandler<ProblemAnswers>();
        services.AddOpenApi("v1", ApiDocument.Configure);
        services.AddMediation();
        services.ConfigureHttpJsonOptions(options => JsonFormats.Apply(options.SerializerOptions));
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.Configure<RequestLocalizationOptions>(Localise);

        // Every node must understand the cookies and tokens of every other.
        services.AddDataProtection().SetApplicationName("SopEngine");
        services.AddSingleton<DatabaseKeys>();
        services.AddOptions<KeyManagementOptions>().Configure<DatabaseKeys>((options, keys) => options.XmlRepository = keys);

        services.AddSingleton<Problems>();
        services.AddSingleton<KeptForms>();
        foreach (var feature in Features) feature.AddServices(services, settings);
    }

    private static void Localise(RequestLocalizationOptions options)
    {
        options.DefaultRequestCulture = new RequestCulture("id-ID", "id");
        options.SupportedCultures = [CultureInfo.GetCultureInfo("id-ID"), CultureInfo.GetCultureInfo("en")];
        options.SupportedUICultures = [CultureInfo.GetCultureInfo("id"), CultureInfo.GetCultureInfo("en")];
        // Indonesian unless somebody chose English: browsers in an office are often left in English.
        options.RequestCultureProviders = [new CookieRequestCultureProvider(), new ApiLanguage()];
    }

    private static void Map(WebApplication app)
    {
        app.MapStaticAssets().AllowAnonymous();
        app.MapHealth();
        app.MapGet("/", (Person person) => Results.LocalRedirect(person.Home)).ExcludeFromDescription();
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();

        var pages = app.MapGroup("").ExcludeFromDescription()
            .WithMetadata(new RequireAntiforgeryTokenAttribute()).AddEndpointFilter(PageRequest.ShowProblems);
        var routes = new Routes(app, pages, app.MapGroup("/api/v1"));
        foreach (var feature in Features) feature.MapRoutes(routes);
    }

    private static void Announce(WebApplication app, OpenDatabase database, DemoSignIns? demo)
    {
        Console.WriteLine();
        Console.WriteLine($"SopEngine: {string.Join(", ", app.Urls)}");
        Console.WriteLine(
            database.IsEmbedded ? $"Embedded PostgreSQL in {database.DataDirectory}" : "PostgreSQL of ConnectionStrings__Sop");
        demo?.Print();
        Console.WriteLine("Ctrl-C stops it.");
    }
}
