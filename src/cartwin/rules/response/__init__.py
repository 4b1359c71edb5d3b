"""Response and activity criteria of the diseases: ITP, AHA, lupus, sclerosis, myositis."""
