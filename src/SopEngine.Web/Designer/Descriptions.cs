namespace SopEngine.Web.Designer;

/// <summary>
/// Names the resource files with what the designer says of activities and their inputs: Indonesian, and English beside it.
/// </summary>
public sealed class Descriptions;
