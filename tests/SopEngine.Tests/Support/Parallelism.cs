// A fixture has a database and a service of its own, so fixtures run side by side; the tests of one fixture share them, one after another.
// Most of a test's time is waiting for the browser, the server or the disk, hence more fixtures at once than a small machine has cores.
[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: LevelOfParallelism(3)]
