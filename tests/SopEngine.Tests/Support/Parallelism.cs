// Each fixture has its own database and service, so fixtures run in parallel; the tests of one fixture run one after another.
// Tests mostly wait for the browser, the server or the disk, hence more parallel fixtures than a small machine has cores.
[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: LevelOfParallelism(3)]
