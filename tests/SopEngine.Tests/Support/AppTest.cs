namespace SopEngine.Tests.Support;

/// <summary>A test of the whole service. The tests of a fixture share one service and one database with the demo offices.</summary>
internal abstract class AppTest
{
    protected TestApp App { get; private set; } = null!;

    /// <summary>Settings of the service, as on the command line.</summary>
    protected virtual string[] Settings => [];

    [OneTimeSetUp]
    public async Task StartApp() => App = await TestApp.Start(Prepare, Settings);

    /// <summary>Fills the database before the service sees it.</summary>
    protected virtual Task Prepare(string connectionString) => Task.CompletedTask;

    [OneTimeTearDown]
    public async Task StopApp() => await App.DisposeAsync();
}
