using Dapper;
using SopEngine.Core.Workflows;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Hosting;

/// <summary>The command that recounts the dashboards' figures.</summary>
internal sealed class VerifyRollupsCommandTests
{
    [Test]
    public async Task The_command_finds_figures_that_contradict_the_history_and_mends_them_on_request()
    {
        await using var engine = await TestEngine.Create();
        var unit = await engine.AddUnit();
        var clerk = await engine.AddPerson(unit, "loket", ["loket"]);
        var id = (await engine.Start(await engine.Publish(unit, Definition.Line("satu:loket", "dua:loket")), clerk)).Case;
        await engine.Happens(unit, id, new TaskCompleted(1, clerk), clerk);
        await using (var connection = await engine.Database.System.OpenConnectionAsync())
        {
            await connection.ExecuteAsync(
                """
                insert into rollup_marks values (@unit, 1000000);
                insert into person_days values (@unit, '2026-11-23', @clerk, 'alur', 'loket', 7, 0, 0, 0, '{}', '{}', '{}', 1, 1)
                """,
                new { unit, clerk });
        }

        var found = await Run(engine);
        var repaired = await Run(engine, "--repair");
        var after = await Run(engine);

        Assert.That(found.Output, Does.Contain("stored are done 7").And.Contain("history gives done 1")
            .And.Contain("1 closings counted again, 1 figures compared, 6 differences."));
        Assert.That(repaired.Output, Does.Contain("6 differences, repaired."));
        Assert.That(after.Output, Does.Contain("1 closings counted again, 6 figures compared, 0 differences."));
        Assert.That((found.Exit, repaired.Exit, after.Exit), Is.EqualTo((1, 0, 0)));
    }

    private static async Task<(int Exit, string Output)> Run(TestEngine engine, params string[] arguments)
    {
        await using var command =
            await AppProcess.Start(new() { ["ConnectionStrings__Sop"] = engine.ConnectionString }, ["verify-rollups", .. arguments]);
        return (await command.Exit(), command.Output);
    }
}
