namespace SopEngine.Web.Language;

/// <summary>Names the resource files with every text of the pages and messages: Indonesian, and English beside it.</summary>
public sealed class Texts;
