namespace SopEngine.Engine.Rollups;

/// <summary>The SOPs that figures are read of.</summary>
public static class ChosenSops
{
    /// <summary>SQL condition: the row's definition_id is among <c>@sops</c>; null for all.</summary>
    public const string Are = "(@sops::text[] is null or definition_id = any (@sops))";
}
