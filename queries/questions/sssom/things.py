mappings.subject_id.nunique()
