using SopEngine.Web.Accounts;

namespace SopEngine.Web.Demo;

/// <summary>
/// The sign-ins of the demo offices. The password is made up at the first start and kept beside the data.
/// </summary>
internal sealed class DemoSignIns
{
    private const int DaysOfHistory = 120;
    private const int Seed = 1;

    private readonly IReadOnlyList<DemoOffices.SignIn> _people;
    private readonly string _password;

    private DemoSignIns(IReadOnlyList<DemoOffices.SignIn> people, string password)
    {
        _people = people;
        _password = password;
    }

    public static async Task<DemoSignIns> Prepare(IServiceProvider services, string dataDirectory)
    {
        var settings = services.GetRequiredService<IConfiguration>();
        var password = settings["Sop:DemoPassword"] ?? Remembered(dataDirectory);
        var people = await services.GetRequiredService<DemoOffices>().Create(password, CancellationToken.None);
        if (settings.GetValue("Sop:DemoDays", DaysOfHistory) is > 0 and var days)
        {
            var offices = people.Select(person => person.OfficeCode).Distinct();
            // Of offices that have cases already, the history makes none.
            if (await services.GetRequiredService<DemoHistory>().Fill(offices, days, Seed, CancellationToken.None) > 0)
            {
                foreach (var office in offices)
                    await services.GetRequiredService<DemoRequests>().Fill(office, CancellationToken.None);
            }
        }
        return new DemoSignIns(people, password);
    }

    public void Print()
    {
        Console.WriteLine($"Demo sign-ins, all with the password {_password}");
        foreach (var office in _people.GroupBy(person => person.Office))
        {
            Console.WriteLine($"  {office.Key}");
            foreach (var person in office) Console.WriteLine($"    {person.UserName,-28} {person.Title}");
        }
    }

    private static string Remembered(string directory)
    {
        var file = Path.Combine(Directory.CreateDirectory(directory).FullName, "demo-password");
        if (File.Exists(file)) return File.ReadAllText(file).Trim();

        var password = Passwords.Random();
        File.WriteAllText(file, password + "\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return password;
    }
}
