using SopEngine.Benchmarks;
using SopEngine.Benchmarks.Import;
using SopEngine.Benchmarks.Soak;

// One file for each benchmark. Each prints its figure beside a yardstick of the same run, and their ratio.
var benchmarks = new Dictionary<string, (string What, Func<string[], Task<int>> Run)>
{
    ["calendar"] = ("additions of working time per second, beside day-by-day walking", _ => Micro.Run<CalendarBenchmark>()),
    ["dashboard"] = ("a supervisor's dashboard at five million tasks, beside ten thousand", DashboardBenchmark.Run),
    ["escalate"] = ("late steps escalated: 100,000 at once beside the same rows as bare batches, and how late at 1,000 a second",
        EscalateBenchmark.Run),
    ["idle"] = ("[minutes] what a node with nothing to do costs: CPU time and statements a minute, 100,000 tasks open", IdleBenchmark.Run),
    ["interpret"] = ("advances of the largest SOP per second in memory, beside writing and reading its state",
        _ => Micro.Run<InterpretBenchmark>()),
    ["http"] = ("completed steps per second through the REST API, beside the same writes as bare batches", HttpBenchmark.Run),
    ["import"] = ("<folder> [-v] of documents with expectations: how much of each is read right, and how fast", ImportBenchmark.Run),
    ["import-fuzz"] = ("[count=1000] [seed=1] [files] broken documents of each kind: none makes the reader fall or hang",
        ImportFuzzBenchmark.Run),
    ["inbox"] = ("first page of a lane's queue at five million tasks, beside ten thousand", InboxBenchmark.Run),
    ["moves"] = ("[open tasks=100000] [moves=300] from task to task through a queue, and its pages: the server's time", MovesBenchmark.Run),
    ["pages"] = ("weight and server time of every list and page at five million tasks, beside ten thousand", PagesBenchmark.Run),
    ["recount"] = ("open tasks counted again after a change of the calendar, beside the same rows as bare batches", RecountBenchmark.Run),
    ["scripts-fuzz"] = ("[minutes] [seed] of scripts that try to go too far: how far they get, and how long a neighbour's script waits",
        ScriptsFuzzBenchmark.Run),
    ["soak"] = ("an hour of mixed use of two nodes, one killed every five minutes: [minutes=60] [requests a second=40] [seed=1]",
        SoakBenchmark.Run),
    ["steps"] = ("completed steps per second through the engine, beside the same writes as bare batches", StepsBenchmark.Run),
};

if (args.Length == 0 || !benchmarks.TryGetValue(args[0], out var chosen))
{
    Console.WriteLine("usage: dotnet run -c Release --project tests/SopEngine.Benchmarks -- <name>");
    foreach (var (name, benchmark) in benchmarks) Console.WriteLine($"  {name,-12} {benchmark.What}");
    return args.Length == 0 ? 0 : 2;
}

return await chosen.Run(args[1..]);
