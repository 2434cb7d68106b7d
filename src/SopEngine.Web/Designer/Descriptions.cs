namespace SopEngine.Web.Designer;

/// <summary>
/// Names the resource files with the designer's texts for activities and their inputs, in Indonesian and English.
/// </summary>
public sealed class Descriptions;
