namespace SopEngine.Web.Accounts;

/// <summary>The columns of a person that sign-in reads and writes.</summary>
public sealed class Account
{
    public int UnitId { get; init; }
    public long Id { get; init; }
    public string UserName { get; set; } = "";
    public string? PasswordHash { get; set; }
    public string SecurityStamp { get; set; } = "";
    public bool HasSecondFactor { get; init; }
}
