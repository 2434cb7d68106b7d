using SopEngine.Engine.Data;
using SopEngine.Web;

try
{
    return await Commands.Run(args);
}
catch (Exception e) when (e is DatabaseUnusableException or SopEngine.Web.Http.SettingException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
catch (IOException e) when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
{
    Console.Error.WriteLine($"{e.Message} Stop the program that uses it, or choose another address with --urls http://localhost:5081.");
    return 1;
}
