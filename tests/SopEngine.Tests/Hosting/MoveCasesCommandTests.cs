using SopEngine.Core.Workflows;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Hosting;

/// <summary>The command that moves running cases; without confirmation it only lists them.</summary>
internal sealed class MoveCasesCommandTests
{
    [Test]
    public async Task The_command_lists_movable_cases_and_moves_them_on_confirmation()
    {
        await using var engine = await TestEngine.Create();
        var unit = await engine.AddUnit();
        var clerk = await engine.AddPerson(unit, "loket", ["loket"]);
        var first = await engine.Publish(unit, Definition.Line("satu:loket", "dua:loket", "tiga:loket"));
        var movable = (await engine.Start(first, clerk)).Case;
        var stays = (await engine.Start(first, clerk)).Case;
        await engine.Happens(unit, stays, new TaskCompleted(1, clerk), clerk);
        await engine.Publish(unit, Definition.Line("satu:loket", "tiga:loket"));

        var shown = await Run(engine, "--unit", "balai", "--sop", "alur", "--to", "2");
        var version = await engine.Scalar<int>("select version from cases where id = @movable", new { movable });
        var done = await Run(engine, "--apply", "--unit", "balai", "--sop", "alur", "--to", "2");

        Assert.That(shown.Output, Does.Contain($"case {movable} from version 1: can be moved")
            .And.Contain($"case {stays} from version 1: kept, it is at 'dua'").And.Contain("Nothing was changed"));
        Assert.That((shown.Exit, version), Is.EqualTo((1, 1)));
        Assert.That(done.Output, Does.Contain("1 cases moved to version 2, 1 keep their version."));
        Assert.That(await engine.Rows<int>("select version from cases order by id"), Is.EqualTo(new[] { 2, 1 }));
        Assert.That(await engine.Verify(), Is.Empty);
    }

    [TestCase("Say which cases to move", "--unit", "balai")]
    [TestCase("There is no office 'hantu'", "--unit", "hantu", "--sop", "alur", "--to", "1")]
    [TestCase("has no version 9", "--unit", "balai", "--sop", "alur", "--to", "9")]
    public async Task Invalid_arguments_are_reported_in_one_line(string because, params string[] arguments)
    {
        await using var engine = await TestEngine.Create();
        await engine.Publish(await engine.AddUnit(), Definition.Line("satu:loket"));

        var wrong = await Run(engine, arguments);

        Assert.That((wrong.Exit, wrong.Output), Is.EqualTo((2, wrong.Output)));
        Assert.That(wrong.Output, Does.Contain(because).And.Not.Contain("\n"));
    }

    private static async Task<(int Exit, string Output)> Run(TestEngine engine, params string[] arguments)
    {
        await using var command =
            await AppProcess.Start(new() { ["ConnectionStrings__Sop"] = engine.ConnectionString }, ["move-cases", .. arguments]);
        return (await command.Exit(), command.Output);
    }
}
