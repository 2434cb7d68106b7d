using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace SopEngine.Benchmarks;

/// <summary>Runs a benchmark of pure code by BenchmarkDotNet, within this process, and prints its table alone.</summary>
internal static class Micro
{
    public static Task<int> Run<T>()
    {
        var config = ManualConfig.CreateEmpty()
            .AddJob(Job.ShortRun.WithIterationCount(9).WithToolchain(InProcessEmitToolchain.DontLogOutput))
            .AddColumnProvider(DefaultColumnProviders.Params, DefaultColumnProviders.Descriptor, DefaultColumnProviders.Metrics)
            .AddColumn(StatisticColumn.OperationsPerSecond, BaselineRatioColumn.RatioMean, StatisticColumn.Error)
            .AddDiagnoser(MemoryDiagnoser.Default)
            .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "sop-benchmarks"));
        var summary = BenchmarkRunner.Run<T>(config);
        Console.WriteLine(Figures.Machine());
        BenchmarkDotNet.Exporters.MarkdownExporter.Console.ExportToLog(summary, ConsoleLogger.Default);
        return Task.FromResult(summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success) ? 1 : 0);
    }
}
